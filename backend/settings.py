"""Settings of the site: one file; what differs from place to place comes from the environment.

The names and their meaning stand in infra/env.example; a test compares the two. For a clone that
runs by itself, infra/stack.py writes `.stack/env`; the process environment wins over that file.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from csp.constants import NONE, SELF, WASM_UNSAFE_EVAL
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
STACK_ENV = BASE_DIR / ".stack" / "env"


def _read_stack_env() -> dict[str, str]:
    if not STACK_ENV.is_file():
        return {}
    lines = STACK_ENV.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


_ENVIRONMENT = {**_read_stack_env(), **os.environ}


def env(name: str, default: str = "") -> str:
    """Return what the environment, or else `.stack/env`, says for a name."""
    return _ENVIRONMENT.get(name, default)


def _secrets(path: Path) -> list[str]:
    """Read a file of secrets, one a line, the newest first."""
    return path.read_text(encoding="ascii").split() if path.is_file() else []


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if not url.startswith(("postgresql://", "postgres://")):
        message = "DATABASE_URL must be a postgresql:// address; infra/run makes one."
        raise ImproperlyConfigured(message)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def _celery_broker(url: str) -> str:
    """Kombu writes a socket's address in its own way."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    db = parse_qs(query).get("db", ["0"])[-1]
    return f"redis+socket://{path}?virtual_host={db}"


# Where we are

DEBUG = env("HOSO_DEBUG", "0") == "1"
TESTING = "PYTEST_VERSION" in os.environ
ORIGINS = [origin for origin in env("HOSO_ORIGINS", "http://localhost:8000").split(",") if origin]
ORIGIN = ORIGINS[0]  # printed in QR codes
SECURE = all(origin.startswith("https://") for origin in ORIGINS)
if not SECURE and {urlsplit(o).hostname for o in ORIGINS} - {"localhost", "127.0.0.1", "::1"}:
    raise ImproperlyConfigured(
        "HOSO_ORIGINS: http:// is for this machine alone, others need https."
    )

SECRET_KEY = env(
    "HOSO_SECRET_KEY", "only-for-tests-and-a-clone-nobody-else-reaches" * (not SECURE)
)
# How many times faster than the clock the couriers of a demo live; 1 wherever couriers are people.
DEMO_RATE = int(env("HOSO_DEMO_RATE", "1"))
HOSO_KEYS_DIR = Path(env("HOSO_KEYS_DIR", str(BASE_DIR / ".stack" / "keys")))
# Both are empty until `hoso make_keys` has run; what needs them then refuses to work.
PEPPER = "".join(_secrets(HOSO_KEYS_DIR / "pepper")[:1]).encode()
FIELD_KEYS = _secrets(HOSO_KEYS_DIR / "field")

ALLOWED_HOSTS = sorted({urlsplit(origin).hostname or "" for origin in ORIGINS})
CSRF_TRUSTED_ORIGINS = ORIGINS
SILENCED_SYSTEM_CHECKS = ["gis.W001"]  # Debian 12 has GDAL 3.6; nothing of a user reaches it
ROOT_URLCONF = "backend.urls"
ASGI_APPLICATION = "backend.asgi.application"
WSGI_APPLICATION = "backend.wsgi.application"

# What it is put together from

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "backend.apps.AdministrationConfig",
    "backend.ops",  # its commands stand before Django's own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "backend.console",  # its templates stand before those of allauth
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_prometheus",
    "django_vite",
    "health_check",
    "geo",
    "tracking.parties",
    "tracking.ledger",
    "tracking.feed",
    "tracking.consignments",
    "tracking.legs",
    "tracking.custody",
    "tracking.enquiries",
    "backend.public",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "courier_api.problems.ApiAnswers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.plain.PlainRequests",
    "backend.away.SaysAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Truth: PostgreSQL. What may be lost: Redis

REDIS_URL = env("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_PREFIX = "hoso"
if TESTING:  # a test run shares the Redis of a running site, and its siblings'
    REDIS_PREFIX = env("HOSO_TEST_DB", "test_hoso") + os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASES = {"default": _database(env("DATABASE_URL", "postgresql:///hoso"))}
# For `tracking.parties.prepared` alone: Django's own cursors never prepare. Left to itself,
# PostgreSQL plans a prepared statement anew for its values, which takes longer than to do it.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 1
DATABASES["default"]["OPTIONS"]["options"] = (
    f"{DATABASES['default']['OPTIONS'].get('options', '')} -c plan_cache_mode=force_generic_plan"
    # Whoever asks for more than that is told that the site is away, and holds nobody up longer.
    f" -c statement_timeout={env('HOSO_STATEMENT_TIMEOUT', '30s')}"
)
DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 0, "max_size": 16, "timeout": 10}}
DATABASES["default"]["TEST"] = {"NAME": env("HOSO_TEST_DB", "test_hoso")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    },
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": REDIS_PREFIX},
    },
}

# At least once: an idempotent operation makes that once, a sweeper in the database issues again
# what Redis forgets.
CELERY_BROKER_URL = _celery_broker(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "global_keyprefix": f"{REDIS_PREFIX}.",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

# People who log in

AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "backend.hashing.PatientArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "backend.accounts.StaffAccounts"
ACCOUNT_FORMS = {"change_password": "backend.accounts.ChangePassword"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # no flow may need e-mail
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = False  # backend/accounts.py counts in Postgres: a cache may be flushed
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"

_LOOK = "backend.administration.look"
UNFOLD = {
    "SITE_TITLE": "Hoso",
    "SITE_HEADER": "Hoso",
    "SITE_SUBHEADER": f"{_LOOK}.subheader",
    "SITE_URL": LOGIN_REDIRECT_URL,
    "SITE_ICON": f"{_LOOK}.mark",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": f"{_LOOK}.mark"}],
    "STYLES": [f"{_LOOK}.sheet"],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": False,  # of rows that nobody changes here
    "ACCOUNT": {"navigation": f"{_LOOK}.account_links"},
    "COLORS": {  # inks and grounds of backend/web/shared/tokens.css, on Unfold's scales
        "base": {
            "50": "#f2f5f6",
            "100": "#e9eef0",
            "200": "#d6dde2",
            "300": "#b0bec8",
            "400": "#93a3af",
            "500": "#586774",
            "600": "#425260",
            "700": "#36495b",
            "800": "#26353f",
            "900": "#121d25",
            "950": "#0b1318",
        },
        "primary": {
            "50": "#f2f5f6",
            "100": "#e3ecf5",
            "200": "#c4dff8",
            "300": "#a9cff3",
            "400": "#8cc4ff",
            "500": "#8cc4ff",
            "600": "#14395f",
            "700": "#0d2a48",
            "800": "#1b3146",
            "900": "#0d2a48",
            "950": "#06182a",
        },
    },
}

# Words and hours

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "backend" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("HOSO_STATIC_ROOT", str(BASE_DIR / ".stack" / "static")))
STATICFILES_DIRS = [path for path in [BASE_DIR / "backend" / "static"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "backend" / "static" / "manifest.json",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # wire.md, Batch and receipt
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# The browser's own defences

# Browsers keep `Secure` and `__Host-` over plain HTTP for localhost alone: all that we allow, too.
SESSION_ENGINE = "backend.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]  # a probe on the machine itself speaks plain HTTP
# A browser that once heard it from localhost would refuse plain HTTP there, on every port.
_HAS_OWN_NAME = SECURE and "localhost" not in ALLOWED_HOSTS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _HAS_OWN_NAME else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HAS_OWN_NAME
SECURE_HSTS_PRELOAD = _HAS_OWN_NAME
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env("HOSO_BEHIND_PROXY", "0") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, WASM_UNSAFE_EVAL],  # the QR reader is WebAssembly
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "media-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What is said about a run: no personal data, neither in logs nor in figures

_LOG_STEPS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
]

structlog.configure(
    processors=[*_LOG_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _LOG_STEPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False)
                if SECURE
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env("HOSO_LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # What is declined has been answered. Written down it would be a stranger's words, with a
        # traceback, as often as he likes; what fails is our own, and an error.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "uvicorn.access": {"level": "WARNING"},  # it would write query strings
    },
}
