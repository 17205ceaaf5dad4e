"""The addresses of links on the desk."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from duta.links import views


class LinkViewSet(ViewSet):
    """The QR codes; a link itself is shown where its story is."""

    name = "links"

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [
            path("<int:pk>/qr.svg", views.SvgView.as_view(), name="svg"),
            path("<int:pk>/qr.png", views.PngView.as_view(), name="png"),
        ]


link_viewset = LinkViewSet()
