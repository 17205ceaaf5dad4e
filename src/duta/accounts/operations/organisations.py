"""Make, change and move organisations, with their pages in every language and their collections of media."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

from duta.accounts import queries
from duta.accounts.models import Organisation, User
from duta.accounts.rules import Action
from duta.core import audit


class Description(TypedDict, total=False):
    """What can be said of an organisation and changed later; its short name in addresses never changes."""

    name: str
    name_en: str
    territory: str
    time_zone: str


@transaction.atomic
def create_organisation(
    *,
    slug: str,
    kind: str,
    parent: Organisation | None,
    by: User | None,
    now: datetime,
    **description: Unpack[Description],
) -> Organisation:
    """Make an organisation below another one (None: at the top), with its live pages and its collection.

    Its pages hold no more than its name, so they need no clearance; what is written on them later does.
    Where the parent has no page (a partner), the new one has none either. Raises PermissionDenied,
    ValidationError.
    """
    _require_administrator(by, parent, now)
    organisation = Organisation(slug=slug, kind=kind, **description)
    _check(organisation)
    organisation.home = _add_pages(organisation, parent)
    organisation.collection = _collection_of(parent).add_child(instance=Collection(name=organisation.name[:255]))
    made: Organisation = (
        _fresh(parent).add_child(instance=organisation) if parent else Organisation.add_root(instance=organisation)
    )
    audit.record(
        action="organisation.created", target=made, by=by, at=now, organisation_id=made.pk,
        detail={"below": parent.name if parent else None},
    )  # fmt: skip
    return made


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, by: User | None, now: datetime, **description: Unpack[Description]
) -> Organisation:
    """Change what is said of an organisation; its pages and its collection follow its name.

    Raises PermissionDenied, ValidationError.
    """
    _require_administrator(by, organisation, now)
    changed = {name: value for name, value in description.items() if getattr(organisation, name) != value}
    if not changed:
        return organisation
    for name, value in changed.items():
        setattr(organisation, name, value)
    _check(organisation)
    organisation.save(update_fields=list(changed))
    if changed.keys() & {"name", "name_en"}:
        _rename_pages(organisation)
        _rename_collection(organisation)
    audit.record(
        action="organisation.changed", target=organisation, by=by, at=now, organisation_id=organisation.pk,
        detail={"changed": changed},
    )  # fmt: skip
    return organisation


@transaction.atomic
def move_organisation(
    *, organisation: Organisation, to: Organisation | None, by: User | None, now: datetime
) -> Organisation:
    """Put an organisation, with all below it, its pages and its collection, below another one (None: at the
    top).

    Raises PermissionDenied unless ``by`` administers the old and the new place, ValidationError for a place
    below itself.
    """
    _require_administrator(by, organisation.get_parent(), now)
    _require_administrator(by, to, now)
    if to and to.path.startswith(organisation.path):
        raise ValidationError({"to": _("An organisation cannot lie below itself.")})
    was = organisation.get_parent()
    if was == to:
        return organisation
    _move_pages(organisation, to)
    if organisation.collection:
        organisation.collection.move(_fresh(_collection_of(to)), pos="sorted-child")
    target, position = (to, "last-child") if to else (Organisation.get_last_root_node(), "last-sibling")
    organisation.move(target, pos=position)
    moved: Organisation = Organisation.objects.get(pk=organisation.pk)
    audit.record(
        action="organisation.moved", target=moved, by=by, at=now, organisation_id=moved.pk,
        detail={"from": was.name if was else None, "to": to.name if to else None},
    )  # fmt: skip
    return moved


def _require_administrator(by: User | None, organisation: Organisation | None, now: datetime) -> None:
    if by is not None and not queries.may(by, Action.ADMINISTER, organisation, now=now):
        raise PermissionDenied(_("Only an administrator of the organisation above may do this."))


def _check(organisation: Organisation) -> None:
    organisation.full_clean(exclude=["path", "depth", "numchild"])
    if organisation.time_zone not in settings.WAGTAIL_USER_TIME_ZONES:
        raise ValidationError({"time_zone": _("There is no time zone of this name.")})


# Pages


def _add_pages(organisation: Organisation, parent: Organisation | None) -> Page | None:
    above = _page_above(parent)
    if above is None:
        return None
    kind = _kind_of_page_below(above)
    home = _add_page(kind, organisation, above, translation_key=None)
    for place in above.get_translations():
        _add_page(kind, organisation, place.specific, translation_key=home.translation_key)
    return home


def _page_above(parent: Organisation | None) -> Any:
    """The page under which an organisation's page belongs, in the default language."""
    if parent is not None:
        return _fresh(parent.home).specific if parent.home else None
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page.specific if site else None


def _kind_of_page_below(above: Any) -> type[Page]:
    """The page type that may stand below this page and below itself: the portal's type for organisations.

    This room lies below the portal and does not know it.
    """
    for model in above.specific_class.clean_subpage_models():
        if model in model.clean_subpage_models():
            return model  # type: ignore[no-any-return]
    raise ValidationError(_("No organisation's page can stand below “%(page)s”.") % {"page": above})


def _add_page(kind: type[Page], organisation: Organisation, above: Any, *, translation_key: Any) -> Page:
    name = _name_in(organisation, above.locale)
    page = kind(title=name, draft_title=name, slug=organisation.slug, locale=above.locale, live=True)
    if translation_key:
        page.translation_key = translation_key
    above.add_child(instance=page)
    return page


def _name_in(organisation: Organisation, locale: Locale) -> str:
    english = locale.language_code != "id" and organisation.name_en
    return (english or organisation.name)[:255]


def _rename_pages(organisation: Organisation) -> None:
    if organisation.home is None:
        return
    for page in organisation.home.get_translations(inclusive=True).specific():
        page.title = page.draft_title = _name_in(organisation, page.locale)
        page.save(clean=False)
        # A draft that somebody is writing keeps its text and gets the new name too.
        if page.latest_revision:
            page.latest_revision.content |= {"title": page.title, "draft_title": page.title}
            page.latest_revision.save(update_fields=["content"])


def _move_pages(organisation: Organisation, to: Organisation | None) -> None:
    above = _page_above(to)
    if organisation.home is None or above is None:
        return
    places = {page.locale_id: page for page in above.get_translations(inclusive=True)}
    for page in organisation.home.get_translations(inclusive=True):
        if place := places.get(page.locale_id):
            _fresh(page).specific.move(_fresh(place), pos="last-child")


# Collections


def _collection_of(organisation: Organisation | None) -> Collection:
    """The organisation's collection, or the nearest one above it."""
    while organisation is not None:
        if organisation.collection:
            return organisation.collection
        organisation = organisation.get_parent()
    return Collection.get_first_root_node()


def _rename_collection(organisation: Organisation) -> None:
    if organisation.collection:
        organisation.collection.name = organisation.name[:255]
        organisation.collection.save(update_fields=["name"])


def _fresh(node: Any) -> Any:
    """A tree's node with the path it has now: a move of another node may have changed it."""
    return type(node)._default_manager.get(pk=node.pk)
