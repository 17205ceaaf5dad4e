"""Our accounts on platforms: settings, sealed credentials, limits in force, health.

The web seals a credential with a public key and can never open it; the worker's key list opens it. Without keys the
portal runs and the channels are locked.
"""
