"""Which part answers which path."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from backend.console.views import icon, office
from backend.ops.health import health
from courier_api.api import api

urlpatterns = [
    path("health", health, name="health"),
    path("api/v1/", api.urls),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("i18n/", include("django.conf.urls.i18n")),  # the administration's choice of language
    path("admin/", admin.site.urls),
    path("office/", office, name="office"),
    path("favicon.ico", icon, name="icon"),
    path("courier/", include("backend.courier_app")),
    path("", include("backend.public.urls")),
]
