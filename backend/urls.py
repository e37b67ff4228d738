"""Which part answers which path."""

from django.contrib import admin
from django.urls import include, path

from backend.ops.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
