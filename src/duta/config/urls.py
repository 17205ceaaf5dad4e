"""Every address of the system."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from duta.config.health import healthz
from duta.desk import urls as desk_urls
from duta.links import urls as links_urls
from duta.mailing import urls as mailing_urls
from duta.newsroom.views.pictures import UploadedFileView
from duta.portal import urls as portal_urls

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("desk/", include("duta.accounts.urls")),
    path("desk/", include(wagtailadmin_urls)),
    re_path(r"^media/(?P<path>.+)$", UploadedFileView.as_view()),
    path("", include(links_urls.public)),
    path("", include(desk_urls.public)),
    path("", include(portal_urls.unprefixed)),
]
urlpatterns += i18n_patterns(
    path("", include(mailing_urls.public)),
    path("", include(portal_urls.prefixed)),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
