"""What rooms above add to a delivery's page: they know what became of it beyond the platform's receipt.

A room registers a panel in its ``wagtail_hooks``::

    register_delivery_panel(LettersOfDelivery)
"""

from typing import Any

from wagtail.admin.ui.components import Component

from duta.delivery.models import Delivery


class DeliveryPanel(Component):
    """One part of a delivery's page. The template gets ``delivery`` and what ``facts`` returns; None: it is left out."""

    def __init__(self, delivery: Delivery, user: Any) -> None:
        self.delivery = delivery
        self.user = user

    def facts(self) -> dict[str, Any] | None:
        """Return what the template needs beside the delivery, None when there is nothing to say."""
        return None

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Put the panel's facts beside what every panel gets."""
        return {"delivery": self.delivery, "request": parent_context.get("request"), "facts": self.facts()}


_PANELS: list[type[DeliveryPanel]] = []


def register_delivery_panel(panel: type[DeliveryPanel]) -> None:
    """Show the panel on every delivery's page that it has something to say on."""
    if panel not in _PANELS:
        _PANELS.append(panel)


def panels_on(delivery: Delivery, user: Any) -> list[DeliveryPanel]:
    """Return the panels of a delivery's page."""
    return [panel(delivery, user) for panel in _PANELS]
