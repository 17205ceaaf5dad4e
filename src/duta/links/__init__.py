"""Short, tracked addresses on our own domain: what leads to a story from elsewhere, and how often it was followed.

Rooms above ask for a link with ``operations.link_for`` and name what it is for by an opaque subject. A link leads only
to an address that was stored with it; nothing of a request ever becomes part of where it leads. Clicks are counted
without cookie or address, robots apart, and handed to the metrics.
"""
