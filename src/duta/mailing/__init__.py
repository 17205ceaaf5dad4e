"""Press lists and newsletters: who asked for letters, one letter for each of them, and what did not arrive.

A channel of the connector ``press_list`` is a list. ``spool.MailSpool`` takes a delivery over and writes one letter for
each confirmed contact who reads its language; ``sending.send_due`` sends them at least once, ``returning.read_returned``
reads the mail server's notices. Nothing here ever writes to somebody who did not say yes: the one exception is the
letter that asks.
"""
