"""The outbox: what is to go out, every attempt, every receipt; never lost, and never twice in public.

Rooms above call ``schedule_delivery`` inside their own transaction and read the rows; they keep what a delivery is
for as an opaque subject. Only ``pump`` waits for the network, and never inside a transaction.
"""
