"""The staff's place: the home of the Wagtail admin by role, the calendar, the chain view, the menus.

Its only rows are the secret addresses under which people's calendars are read.
"""
