"""Addresses of screens that rooms above show: empty where a screen is not installed."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def _try(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def chain_url(kind: str, pk: Any) -> str:
    """The chain of a thing."""
    return _try("desk_chain", kind, pk)


def plan_url(strategy_pk: Any, *, at: str = "") -> str:
    """The whole plan on one screen, ``at`` one of its parts; the list of strategies where there is no such screen."""
    address = _try("evaluation:plan", strategy_pk) or reverse("strategy_strategy:index")
    return f"{address}#{at}" if at else address


def readings_url(indicator_pk: Any) -> str:
    """The readings of an indicator."""
    return _try("evaluation:readings", indicator_pk)


def enter_url(indicator_pk: Any) -> str:
    """Where a reading is entered."""
    return _try("evaluation:enter", indicator_pk)


def add_url(kind: str, **start: Any) -> str:
    """The form of a new part of a plan; ``start`` says what it starts from: ``strategy=`` or ``objective=`` a number."""
    query = "&".join(f"{name}={pk}" for name, pk in start.items())
    return f"{reverse(f'strategy_{kind}:add')}?{query}" if query else reverse(f"strategy_{kind}:add")


def edit_url(kind: str, pk: Any) -> str:
    """The form of a part of a plan."""
    return reverse(f"strategy_{kind}:edit", args=[pk])
