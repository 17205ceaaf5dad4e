"""The public addresses of links: without a language, since a link leads to one."""

from django.urls import URLPattern, re_path

from duta.links import views

# More than a code's length is let in, so that a mistyped one gets the portal's own page; \Z: no line break either.
public: list[URLPattern] = [
    re_path(r"^s/(?P<code>[0-9A-Za-z]{1,16})/?\Z", views.follow, name="links_follow"),
]
