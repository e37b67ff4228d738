"""Which administration Django opens; apart from it, since Django reads this before any model."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """Have Django's `admin.site` be ours."""

    default_site = "backend.administration.Administration"
