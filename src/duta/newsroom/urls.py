"""The newsroom's addresses, below /desk/newsroom/."""

from django.urls import path

from duta.newsroom.views import (
    checking,
    clearing,
    composing,
    drafting,
    listing,
    media,
    phone,
    releasing,
    submitting,
    waiting,
)

app_name = "newsroom"
urlpatterns = [
    path("versions/check/", checking.CheckVersionView.as_view(), name="check_version"),
    path("stories/<int:pk>/compose/", composing.ComposeView.as_view(), name="compose"),
    path("stories/<int:pk>/in-step/", drafting.InStepView.as_view(), name="in_step"),
    path("stories/<int:pk>/translate/<str:language>/", drafting.TranslateView.as_view(), name="translate"),
    path("stories/<int:pk>/submit/", submitting.SubmitView.as_view(), name="submit"),
    path("stories/<int:pk>/withdraw/", releasing.WithdrawView.as_view(), name="withdraw"),
    path("submissions/", listing.SubmissionsView.as_view(), name="submissions"),
    path("submissions/results/", listing.SubmissionsView.as_view(results_only=True), name="submissions_results"),
    path("submissions/<int:pk>/", clearing.SubmissionView.as_view(), name="submission"),
    path("waits/", waiting.WaitsView.as_view(), name="waits"),
    path("waits/export/", waiting.WaitsExportView.as_view(), name="waits_export"),
    path("phone/", phone.PhoneQueueView.as_view(), name="phone_queue"),
    path("submissions/<int:pk>/phone/", phone.PhoneView.as_view(), name="phone"),
    path("submissions/<int:pk>/take-over/", clearing.TakeOverView.as_view(), name="take_over"),
    path("submissions/<int:pk>/sign/", clearing.SignView.as_view(), name="sign"),
    path("submissions/<int:pk>/initial/", clearing.InitialView.as_view(), name="initial"),
    path("submissions/<int:pk>/return/", clearing.ReturnView.as_view(), name="return"),
    path("submissions/<int:pk>/take-back/", clearing.TakeBackView.as_view(), name="take_back"),
    path("submissions/<int:pk>/calendar/", releasing.PhoneCalendarView.as_view(), name="calendar"),
    path("submissions/<int:pk>/page/", media.FrozenPageView.as_view(), name="frozen_page"),
    path("submissions/<int:pk>/media/<str:sha256>/", media.FrozenMediaView.as_view(), name="frozen_media"),
    path("releases/<int:pk>/now/", releasing.ReleaseNowView.as_view(), name="release_now"),
    path("releases/<int:pk>/cancel/", releasing.CancelReleaseView.as_view(), name="cancel_release"),
]
