"""What every room may use: lifecycles, problems, frozen payloads, the audit trail, safe HTTP, times a person chose.

Nothing here knows an organisation, a story or a channel. ``lifecycle``, ``problems``, ``frozen``, ``subjects`` and
``http`` import no Django, so that connectors may use them.
"""
