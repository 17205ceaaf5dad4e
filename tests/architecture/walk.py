"""Every address of the project, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces (a route without a name is called by its pattern), and its parts."""

    name: str
    pattern: str
    keys: tuple[str, ...]
    namespace: str = ""


def routes() -> list[Route]:
    """All of them; two patterns of one name are two routes."""
    return list(_below(get_resolver(), "", "", ()))


def _below(resolver: URLResolver, namespace: str, prefix: str, keys: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        more = (*keys, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _below(entry, inner, pattern, more)
        elif isinstance(entry, URLPattern):
            yield Route(namespace + (entry.name or f"?{pattern}"), pattern, more, namespace)
