"""Two configurations: the room itself, and Wagtail's people with our form."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """People, organisations, roles."""

    name = "duta.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Register the permission policies; they need the models, which exist only now."""
        from duta.accounts import filters, policies  # noqa: PLC0415

        policies.register()
        filters.limit()


class PeopleConfig(WagtailUsersAppConfig):
    """Wagtail's people pages, replaced by ours."""

    user_viewset = "duta.accounts.people.viewsets.PeopleViewSet"
    group_viewset = "duta.accounts.people.viewsets.NoGroupsViewSet"
