"""The addresses of the desk's own screens."""

from django.urls import URLPattern, URLResolver, path

from duta.desk import views
from duta.desk.opening import OpenView

urlpatterns: list[URLPattern | URLResolver] = [
    path("chain/<str:kind>/<str:pk>/", views.ChainView.as_view(), name="desk_chain"),
    path("open/<str:kind>/<int:pk>/", OpenView.as_view(), name="desk_open"),
    path("reports/trail/", views.TrailView.as_view(), name="desk_trail"),
    path("reports/trail/results/", views.TrailView.as_view(results_only=True), name="desk_trail_results"),
    path("reports/trail/export/<str:form>/", views.TrailExportView.as_view(), name="desk_trail_export"),
]
