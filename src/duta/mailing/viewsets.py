"""The addresses of the desk's screens."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from duta.mailing import views


class ContactViewSet(ViewSet):
    """People whom an organisation writes to."""

    name = "mailing_contacts"
    url_prefix = "contacts"
    icon = "group"
    menu_label = _("Contacts")

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [
            path("", views.ContactIndexView.as_view(), name="index"),
            path("results/", views.ContactIndexView.as_view(results_only=True), name="index_results"),
            path("new/", views.ContactAddView.as_view(), name="add"),
            path("import/", views.ImportView.as_view(), name="import"),
            path("<int:pk>/", views.ContactEditView.as_view(), name="edit"),
            path("<int:pk>/erase/", views.EraseView.as_view(), name="erase"),
        ]


class MailingViewSet(ViewSet):
    """What was said to lists; its page is led to from the delivery."""

    name = "mailing_mailings"
    url_prefix = "mailings"

    def get_urlpatterns(self) -> list[Any]:
        """Return the routes."""
        return [path("<uuid:pk>/", views.MailingView.as_view(), name="show")]


contact_viewset, mailing_viewset = ContactViewSet(), MailingViewSet()
