"""The addresses of the desk's own screens."""

from django.urls import URLPattern, URLResolver, path, re_path

from duta.desk import views
from duta.desk.calendar.feed import FeedView, read_feed
from duta.desk.calendar.moving import MoveActivityView, MoveReleaseView
from duta.desk.calendar.views import CalendarView
from duta.desk.opening import OpenView

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", CalendarView.as_view(), name="desk_calendar"),
    path("calendar/subscribe/", FeedView.as_view(), name="desk_calendar_feed"),
    path("calendar/move/story/<int:pk>/", MoveReleaseView.as_view(), name="desk_calendar_move_story"),
    path("calendar/move/activity/<int:pk>/", MoveActivityView.as_view(), name="desk_calendar_move_activity"),
    path("chain/<str:kind>/<str:pk>/", views.ChainView.as_view(), name="desk_chain"),
    path("open/<str:kind>/<int:pk>/", OpenView.as_view(), name="desk_open"),
    path("reports/trail/", views.TrailView.as_view(), name="desk_trail"),
    path("reports/trail/results/", views.TrailView.as_view(results_only=True), name="desk_trail_results"),
    path("reports/trail/export/<str:form>/", views.TrailExportView.as_view(), name="desk_trail_export"),
]
# For programmes that cannot sign in: the secret in the address is the key.
public: list[URLPattern] = [
    re_path(r"^calendar/(?P<token>[0-9A-Za-z_-]{43})\.ics\Z", read_feed, name="desk_calendar_ics"),
]
