"""The staff's place: the home of the Wagtail admin by role, the chain view, the menus. It owns no rows."""
