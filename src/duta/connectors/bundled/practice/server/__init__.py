"""The practice platform: a small social network on loopback, plainly marked "Latihan". Nothing on it is
public.

    python -m duta.connectors.bundled.practice.server --port 8010 --data var/practice.sqlite3 --key KEY

A course of diplomats sees a release arrive here, likes it, shares it, replies; a trainer makes it
misbehave. One file of data, no Django, nothing outside the machine.
"""
