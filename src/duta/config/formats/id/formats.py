"""Django reads these by name."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
