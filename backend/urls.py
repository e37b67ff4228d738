"""Which part answers which path."""

from django.contrib import admin
from django.urls import include, path

from backend.ops.health import health
from courier_api.api import api

urlpatterns = [
    path("health", health, name="health"),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
