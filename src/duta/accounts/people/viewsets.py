"""The addresses of the people's screens, where Wagtail has its own; and groups, which nobody is in."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import UserViewSet

from duta.accounts.people import leaving, views


class PeopleViewSet(UserViewSet):
    """People. Wagtail asks for the routes ``index`` and ``edit`` by name."""

    icon = "user"
    menu_label = _("People")
    add_to_settings_menu = False

    def get_urlpatterns(self) -> list[Any]:
        """Return our screens only: nobody is deleted, copied or put into groups."""
        return [
            path("", views.PeopleIndexView.as_view(), name="index"),
            path("results/", views.PeopleIndexView.as_view(results_only=True), name="index_results"),
            path("new/", views.PersonAddView.as_view(), name="add"),
            path("<int:pk>/", views.PersonView.as_view(), name="edit"),
            path("<int:pk>/roles/", views.GiveRoleView.as_view(), name="give_role"),
            path("<int:pk>/roles/<int:held>/", views.EndRoleView.as_view(), name="end_role"),
            path("<int:pk>/password/", views.PasswordView.as_view(), name="password"),
            path("<int:pk>/factors/", leaving.ResetFactorsView.as_view(), name="factors"),
            path("<int:pk>/end/", leaving.EndAccountView.as_view(), name="end"),
            path("<int:pk>/hand-over/", leaving.HandOverView.as_view(), name="hand_over"),
            path("<int:pk>/switch/", views.SwitchView.as_view(), name="switch"),
        ]


class NoGroupsViewSet(GroupViewSet):
    """Roles take the place of groups; the gate closes their screens (``scope.CLOSED``)."""

    add_to_settings_menu = False
