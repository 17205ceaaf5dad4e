"""Found the ministry: its homes in every language, its site, its first administrator. ``duta init`` calls it."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from duta.accounts.models import Organisation, RoleHeld, User
from duta.accounts.rules import OrganisationKind, Role
from duta.core import audit
from duta.portal.models import HomePage

HOME_SLUGS = {"id": "beranda", "en": "home"}


class MinistryExists(Exception):  # noqa: N818
    """This database has a ministry already; nothing was changed."""


@transaction.atomic
def found_ministry(*, name: str, name_en: str, host: str, port: int, administrator: str, email: str) -> str:
    """Make an empty ministry and its administrator; return the address where the administrator sets a password.

    Raises MinistryExists.
    """
    now = timezone.now()
    ministry = make_ministry(name=name, name_en=name_en, host=host, port=port, now=now)
    person = User.objects.create_user(username=administrator, email=email)
    person.set_unusable_password()
    person.save()
    RoleHeld.objects.create(user=person, role=Role.ADMINISTRATOR, organisation=ministry, starts_at=now)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    scheme = "https" if port == 443 else "http"
    return f"{scheme}://{host}" + reverse("account_reset_password_from_key", kwargs=_key_parts(key))


@transaction.atomic
def make_ministry(*, name: str, name_en: str, host: str, port: int, now: datetime) -> Organisation:
    """Make the ministry: the root organisation, the home in each language, the site. Raises MinistryExists."""
    if Organisation.objects.exists():
        raise MinistryExists("This database has a ministry already; nothing was changed.")
    home = _make_homes({"id": name, "en": name_en})
    Site.objects.all().delete()
    Site.objects.create(hostname=host, port=port, root_page=home, is_default_site=True, site_name=name_en)
    collection = Collection.get_first_root_node().add_child(instance=Collection(name=name))
    ministry: Organisation = Organisation.add_root(
        instance=Organisation(
            name=name, name_en=name_en, slug="kementerian", kind=OrganisationKind.MINISTRY, home=home, collection=collection,
            time_zone=settings.TIME_ZONE, territory="ID",
        )
    )  # fmt: skip
    audit.record(action="ministry.founded", target=ministry, by=None, at=now, organisation_id=ministry.pk)
    return ministry


def _make_homes(titles: dict[str, str]) -> HomePage:
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES}
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(
            title="Root", slug="root", locale=locales["id"], content_type=ContentType.objects.get_for_model(Page)
        )
    )
    home: HomePage = root.add_child(instance=HomePage(title=titles["id"], slug=HOME_SLUGS["id"], locale=locales["id"]))
    for code, locale in locales.items():
        if code != "id":
            translated = home.copy_for_translation(locale)
            translated.title, translated.slug, translated.live = titles[code], HOME_SLUGS[code], True
            translated.save_revision().publish()
    return home


def _key_parts(key: str) -> dict[str, str]:
    uid, _, rest = key.partition("-")
    return {"uidb36": uid, "key": rest}
