"""People, organisations and roles, and the one permission policy that every other room asks.

``rules`` says what a role may do, ``queries`` answers "may this person do that there", ``operations`` changes. What
Wagtail is told: ``wagtail_policies`` and ``viewsets`` for the models of every room above, ``policies`` for pages,
pictures and people, ``choices`` for forms, ``scope`` for each address of the desk. Sign-in is django-allauth's
(``urls``, ``overrides``); the screens for administrators are in ``people`` and ``organisations``.
"""
