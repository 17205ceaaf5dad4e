"""HTML that cannot be forged: text is escaped unless it was made here."""

from html import escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Html(str):
    """Markup that was made by ``h`` and needs no escaping."""

    __slots__ = ()


Child = str | int | None | list["Child"]
Attribute = str | int | float | bool | None


def h(name: str, attributes: dict[str, Attribute] | None = None, /, *children: Child) -> Html:
    """Return an element. Attributes that are None or False are left out; True stands alone."""
    opening = "".join([f"<{name}", *(_attribute(key, value) for key, value in (attributes or {}).items()), ">"])
    return Html(opening if name in VOID else f"{opening}{join(*children)}</{name}>")


def join(*children: Child) -> Html:
    """Return children one after the other, each escaped unless it is Html."""
    return Html("".join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, list):
        return join(*child)
    return child if isinstance(child, Html) else escape(str(child))


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
