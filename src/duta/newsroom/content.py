"""What the public reads of a story, as data, and hashes over it. Imports no model, so that models may use it."""

from typing import Any

from duta.core.frozen import digest_of


def page_content(story: Any) -> dict[str, Any]:
    """Return what the public reads of a story, as JSON: the text that a signature covers."""
    return {
        "number": story.number,
        "language": story.language,
        "title": story.title,
        "slug": story.slug,
        "seo_title": story.seo_title,
        "search_description": story.search_description,
        "lead": story.lead,
        "body": plain(story.body.get_prep_value()),
        "theme": story.theme,
        "activity": story.activity_id,
        "picture": story.picture_id,
        "picture_alt": story.picture_alt,
    }


def page_digest(story: Any) -> str:
    """Return the hash over ``page_content``."""
    return digest_of(page_content(story))


def text_digest(story: Any) -> str:
    """Return the hash over what a translator has to follow: title, lead, text and alternative text."""
    content = page_content(story)
    return digest_of({name: content[name] for name in ("title", "lead", "body", "picture_alt")})


def plain(value: Any) -> Any:
    """Turn Wagtail's lazy and raw values into plain JSON values."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
