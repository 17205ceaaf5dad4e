"""The addresses of the organisations' screens."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from duta.accounts.organisations import views


class OrganisationViewSet(ViewSet):
    """The tree of organisations."""

    name = "organisations"
    icon = "site"

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [
            path("", views.TreeView.as_view(), name="index"),
            path("new/", views.AddView.as_view(), name="add"),
            path("<int:pk>/", views.EditView.as_view(), name="edit"),
            path("<int:pk>/move/", views.MoveView.as_view(), name="move"),
        ]


organisation_viewset = OrganisationViewSet()
