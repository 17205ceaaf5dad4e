"""Finding elements of a page by a few plain selectors: tag, .class, #id, descent, and " > "."""

import re
from typing import Any


def find(page: Any, selector: str) -> list[Any]:
    """The elements that "main section", ".tile h3" or "body > a.skip" name, in the order of the page."""
    path, step = "", "//"
    for word in selector.split():
        if word == ">":
            step = "/"
            continue
        path += step + _step(word)
        step = "//"
    return list(page.xpath(f".{path}"))


def _step(word: str) -> str:
    tag, rest = re.fullmatch(r"([a-z0-9]*)(.*)", word).groups()
    tests = "".join(
        f"[@id='{name}']" if sign == "#" else f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
        for sign, name in re.findall(r"([.#])([\w-]+)", rest)
    )
    return (tag or "*") + tests
