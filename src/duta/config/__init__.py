"""Settings, addresses, the web entry point, the worker and the commands that start them: the top of the rooms."""
