"""Settings: ``base`` for all, ``dev`` for `make run`, ``test``, ``production``."""
