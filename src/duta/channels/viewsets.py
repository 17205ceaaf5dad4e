"""The addresses of the channels' screens."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from duta.channels import views


class ChannelViewSet(ViewSet):
    """Our accounts on platforms."""

    name = "channels"
    icon = "duta-channel"
    menu_label = _("Channels")
    menu_name = "channels"
    menu_order = 500
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes; the first one is the menu's."""
        return [
            path("", views.ChannelIndexView.as_view(), name="index"),
            path("results/", views.ChannelIndexView.as_view(results_only=True), name="index_results"),
            path("new/", views.ChoosePlatformView.as_view(), name="choose"),
            path("new/<slug:connector>/", views.ChannelAddView.as_view(), name="add"),
            path("<int:pk>/", views.ChannelView.as_view(), name="show"),
            path("<int:pk>/edit/", views.ChannelEditView.as_view(), name="edit"),
            path("<int:pk>/check/", views.CheckView.as_view(), name="check"),
            path("<int:pk>/forget/", views.ForgetView.as_view(), name="forget"),
        ]


channel_viewset = ChannelViewSet()
