"""Duta ("envoy"): digital public diplomacy for a foreign ministry, its missions, its partners and the public.

One room for each thing a person would look for; ``docs/developers/rooms.md`` draws them and their import order.
"""

__version__ = "0.1.0"
