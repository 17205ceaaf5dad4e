"""The addresses of press lists for the world, below a language. They stand in letters that are out: never change them."""

from django.urls import URLPattern, path, re_path

from duta.mailing import public_views

_TOKEN = r"(?P<token>[0-9A-Za-z_:=-]{10,200})"  # noqa: S105  # a pattern

public: list[URLPattern] = [
    path("mail/", public_views.lists, name="mailing_lists"),
    re_path(r"^mail/list/(?P<pk>[0-9]{1,18})/\Z", public_views.join_list, name="mailing_join_list"),
    re_path(rf"^mail/join/{_TOKEN}/\Z", public_views.confirm, name="mailing_confirm"),
    re_path(rf"^mail/leave/{_TOKEN}/\Z", public_views.leave, name="mailing_leave"),
    path("mail/archive/<uuid:key>/", public_views.archive, name="mailing_archive"),
    re_path(
        r"^mail/archive/(?P<key>[0-9a-f-]{36})/(?P<sha256>[0-9a-f]{64})/\Z",
        public_views.picture,
        name="mailing_picture",
    ),
]
