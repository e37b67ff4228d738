"""The pages that anybody may open."""

from django.urls import path

from backend.public import views

app_name = "public"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("tra-cuu", views.look_up, name="look_up"),
    path("t/<str:code>", views.dossier, name="dossier"),
    path("t/<str:code>/part", views.dossier_part, name="dossier_part"),
    path("t/<str:code>/ticket", views.socket_ticket, name="socket_ticket"),
]
