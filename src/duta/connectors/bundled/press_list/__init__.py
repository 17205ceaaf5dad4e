"""Press lists and newsletters: letters to people who asked for them."""

from duta.connectors.bundled.press_list.connector import PressListConnector

__all__ = ["PressListConnector"]
