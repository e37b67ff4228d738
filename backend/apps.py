"""Which administration Django opens; apart from it, since Django reads this before any model."""

from django.contrib.admin.apps import SimpleAdminConfig


class AdministrationConfig(SimpleAdminConfig):
    """Have Django's `admin.site` be ours; what libraries would list there stays away."""

    default_site = "backend.administration.site.Administration"
