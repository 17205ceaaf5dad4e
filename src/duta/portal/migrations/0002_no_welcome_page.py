"""Take Wagtail's welcome page and its site away: the portal's homes are made by ``duta init`` or the demonstration."""

from django.db import migrations


def remove_welcome(apps, schema_editor):
    """Only what Wagtail's own migrations made: the root's child of the plain page type, with its site."""
    page, site = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    welcome = page.objects.filter(depth=2, slug="home", content_type__app_label="wagtailcore")
    site.objects.filter(root_page__in=welcome).delete()
    removed, _ = welcome.delete()
    if removed:
        page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    """After the portal's first."""

    dependencies = [("portal", "0001_initial"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(remove_welcome, migrations.RunPython.noop)]
