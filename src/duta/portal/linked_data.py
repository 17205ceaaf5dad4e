"""Schema.org data for search engines."""

from typing import Any

from django.utils.translation import gettext as _

from duta.portal.frame import Frame, absolute
from duta.portal.pages import Article


def organisation_data(frame: Frame) -> dict[str, Any]:
    """The ministry."""
    return {"@type": "GovernmentOrganization", "name": frame.name, "url": absolute(frame.home_url)}


def article_data(frame: Frame, article: Article, *, picture: str) -> dict[str, Any]:
    """A story; ``picture`` is the full address of what its link card shows."""
    story, entry = article.entry.story, article.entry
    house = entry.house
    author = {"@type": "GovernmentOrganization", "name": house.name} if house else organisation_data(frame)
    data: dict[str, Any] = {
        "@type": "NewsArticle", "headline": story.title[:110], "description": story.lead, "inLanguage": entry.language,
        "mainEntityOfPage": article.address, "url": article.address, "author": author,
        "publisher": organisation_data(frame), "isAccessibleForFree": True, "image": [picture],
    }  # fmt: skip
    if entry.moment:
        data["datePublished"] = entry.moment.iso
        data["dateModified"] = (article.updated or entry.moment).iso
    if article.theme:
        data["articleSection"] = article.theme.label
    return data


def breadcrumb_data(frame: Frame, article: Article) -> dict[str, Any]:
    """The way from the home to a story."""
    steps = [(_("Home"), absolute(frame.home_url))]
    if article.theme:
        steps.append((article.theme.label, absolute(article.theme.url)))
    steps.append((article.entry.story.title, article.address))
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
