"""The addresses of links on the desk."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from duta.links import views


class LinkViewSet(ViewSet):
    """A link's page, its end, and its QR codes; the record of a story's submission leads here."""

    name = "links"

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [
            path("<int:pk>/", views.LinkView.as_view(), name="show"),
            path("<int:pk>/end/", views.EndView.as_view(), name="end"),
            path("<int:pk>/open/", views.OpenView.as_view(), name="open"),
            path("<int:pk>/qr.svg", views.SvgView.as_view(), name="svg"),
            path("<int:pk>/qr.png", views.PngView.as_view(), name="png"),
        ]


link_viewset = LinkViewSet()
