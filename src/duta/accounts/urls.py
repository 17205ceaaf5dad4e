"""Sign-in at the desk; it stands before Wagtail's addresses and takes over those of Wagtail's own sign-in.

Of allauth only what Duta uses is here: nobody signs up, and nobody keeps several e-mail addresses. allauth
looks some of those addresses up by name, so they exist and answer 404.
"""

from allauth.account import views as allauth
from django.urls import include, path, re_path
from wagtail.admin.auth import require_admin_access

from duta.accounts import views

sign_in = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("directory/", views.enter_by_directory, name="directory_login"),
    path("directory/back/", views.back_from_directory, name="directory_callback"),
    path("directory/cancelled/", views.directory_cancelled, name="socialaccount_login_cancelled"),
    path("signup/", views.not_here, name="account_signup"),
    path("email/", views.not_here, name="account_email"),
    path("confirm-email/", views.not_here, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.not_here, name="account_confirm_email"),
]
ours = [path("language/", views.choose_language, name="language")]
instead_of_wagtails = [
    path("login/", views.to_sign_in, name="old_login"),
    path("password_reset/", views.to_password_reset, name="old_password_reset"),
    path("password_reset/<path:rest>", views.to_password_reset, name="old_password_reset_step"),
    path("tag-autocomplete/", require_admin_access(views.complete_tag), name="tags"),
    path(
        "tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        require_admin_access(views.complete_tag),
        name="tags_of",
    ),
]

factors = [
    path("", views.FactorsView.as_view(), name="mfa_index"),
    path("", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("sign-in/", include(sign_in)),
    path("sign-in/factors/", include(factors)),
    path("sign-in/", include((ours, "accounts"))),
    path("", include((instead_of_wagtails, "desk_instead"))),
]
