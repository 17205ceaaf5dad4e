"""Readings: an indicator's value at a time, by its own rule; and the chain from any figure back to what was done.

The chain is only read: it owns no rows but readings.
"""
