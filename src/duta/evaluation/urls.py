"""The addresses of plans and readings, below /desk/."""

from django.urls import path

from duta.evaluation import views

app_name = "evaluation"

urlpatterns = [
    path("strategy/strategies/<int:pk>/plan/", views.PlanView.as_view(), name="plan"),
    path("readings/", views.ReadingIndexView.as_view(), name="index"),
    path("readings/results/", views.ReadingIndexView.as_view(results_only=True), name="index_results"),
    path("readings/<int:pk>/", views.ReadingsView.as_view(), name="readings"),
    path("readings/<int:pk>/enter/", views.EnterReadingView.as_view(), name="enter"),
]
