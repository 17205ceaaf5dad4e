from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Wagtail's forms for links in a text leave their fields without a name of their own, so Django shows English.
LINK_FIELDS = {
    "email_address": _("Email address"),
    "phone_number": _("Phone number"),
    "link_text": _("Link text"),
    "subject": _("Subject"),
    "body": _("Body"),
}


class DeskConfig(AppConfig):
    name = "duta.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """Name the fields of Wagtail's link forms in the reader's language."""
        from wagtail.admin.forms import choosers  # noqa: PLC0415 - not before the apps are ready

        for form in (
            choosers.ExternalLinkChooserForm, choosers.AnchorLinkChooserForm,
            choosers.EmailLinkChooserForm, choosers.PhoneLinkChooserForm,
        ):  # fmt: skip
            for name in LINK_FIELDS.keys() & form.base_fields.keys():
                form.base_fields[name].label = LINK_FIELDS[name]
