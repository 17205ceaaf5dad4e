"""The addresses of the delegations' screens."""

from typing import Any

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from duta.accounts.delegations import views


class DelegationViewSet(ViewSet):
    """Who signs in whose place."""

    name = "delegations"
    icon = "duta-signature"

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [
            path("", views.DelegationsView.as_view(), name="index"),
            path("new/", views.DelegateView.as_view(), name="add"),
            path("<int:pk>/revoke/", views.RevokeView.as_view(), name="revoke"),
        ]


delegation_viewset = DelegationViewSet()
