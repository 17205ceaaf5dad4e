"""The calendar: what goes out, ends, is held and is done, over all rooms; each room says what is its own (``core.entries``).

A room that has things in time gives a query to ``gathering.SOURCES`` and a kind to ``rules.Kind``; nothing else changes.
"""
