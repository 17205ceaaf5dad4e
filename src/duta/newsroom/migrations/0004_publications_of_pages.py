"""Whether a story is out was observed of each release; now of its page, so that a correction counts as nothing new."""

from typing import Any

from django.db import migrations

OLD = "newsroom.release:"


def rename_things(apps: Any, schema_editor: Any) -> None:
    """Give every such observation the name of the release's page."""
    observations = apps.get_model("metrics", "Observation").objects
    releases = apps.get_model("newsroom", "Release").objects.select_related("story__locale")
    for pk, thing in observations.filter(thing__startswith=OLD).values_list("pk", "thing"):
        release = releases.filter(pk=int(thing.removeprefix(OLD))).first()
        if release is None:
            continue
        story = release.story
        observations.filter(pk=pk).update(thing=f"newsroom.story:{story.number}/{story.locale.language_code}")


class Migration(migrations.Migration):
    """Data only; the old names are not needed again."""

    dependencies = [
        ("newsroom", "0003_frozen_pictures"),
        ("metrics", "0002_entered_observations_have_evidence"),
    ]
    operations = [migrations.RunPython(rename_things, migrations.RunPython.noop)]
