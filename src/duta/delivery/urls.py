"""The addresses of the screens of deliveries, below the desk."""

from django.urls import path

from duta.delivery import health_views, hold_views, sheet_views, tally_views, views

app_name = "delivery"
urlpatterns = [
    path("", views.DeliveryIndexView.as_view(), name="index"),
    path("results/", views.DeliveryIndexView.as_view(results_only=True), name="index_results"),
    path("health/", health_views.HealthView.as_view(), name="health"),
    path("holds/", hold_views.HoldIndexView.as_view(), name="holds"),
    path("holds/new/", hold_views.HoldView.as_view(), name="hold"),
    path("holds/<int:pk>/lift/", hold_views.LiftView.as_view(), name="lift"),
    path("<uuid:pk>/", views.DeliveryView.as_view(), name="show"),
    path("<uuid:pk>/again/", views.RetryView.as_view(), name="again"),
    path("<uuid:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("<uuid:pk>/there/", views.PublishedView.as_view(), name="there"),
    path("<uuid:pk>/absent/", views.AbsentView.as_view(), name="absent"),
    path("<uuid:pk>/done/", views.DoneView.as_view(), name="done"),
    path("<uuid:pk>/not-done/", views.NotDoneView.as_view(), name="not_done"),
    path("<uuid:pk>/calendar/", sheet_views.PhoneCalendarView.as_view(), name="calendar"),
    path("<uuid:pk>/counts/", tally_views.CountsView.as_view(), name="counts"),
    path("<uuid:pk>/counts/<int:tally>/back/", tally_views.CountsBackView.as_view(), name="counts_back"),
    path("exports/<int:pk>/", tally_views.ExportsView.as_view(), name="exports"),
    path("tallies/<int:pk>/", tally_views.TallyView.as_view(), name="tally"),
    path("tallies/<int:pk>/take-in/", tally_views.TakeInView.as_view(), name="take_in"),
    path("tallies/<int:pk>/discard/", tally_views.DiscardView.as_view(), name="discard"),
    path("tallies/<int:pk>/take-back/", tally_views.TakeBackView.as_view(), name="take_back"),
    path("tallies/<int:pk>/file/", tally_views.TallyFileView.as_view(), name="tally_file"),
    path("<uuid:pk>/media/<str:sha256>/", views.FrozenMediaView.as_view(), name="media"),
]
