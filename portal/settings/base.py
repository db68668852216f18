"""What is the same in every place."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf.locale import LANG_INFO

from home import languages
from portal import environment
from portal.settings.keys import key
from portal.settings.security import *

ENVIRONMENT: dict[str, Any] = environment.load()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.path.expanduser(ENVIRONMENT["DATA_DIR"]))
DATA_DIR = DATA_DIR if DATA_DIR.is_absolute() else BASE_DIR / DATA_DIR

DEBUG = False
DEMO = ENVIRONMENT["DEMO"]
SECRET_KEY = key(DATA_DIR, "SECRET_KEY", ENVIRONMENT)
ACCESS_KEYS = {ENVIRONMENT["ACCESS_KEY_ID"]: key(DATA_DIR, "ACCESS_KEY", ENVIRONMENT)}
ACCESS_KEY_ID = ENVIRONMENT["ACCESS_KEY_ID"]
HISTORY_KEY = key(DATA_DIR, "HISTORY_KEY", ENVIRONMENT)
ALLOWED_HOSTS = list(ENVIRONMENT["ALLOWED_HOSTS"])
BASE_URL = (ENVIRONMENT["BASE_URL"] or f"http://localhost:{ENVIRONMENT['PORT']}").rstrip("/")
WAGTAILADMIN_BASE_URL = BASE_URL
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "portal",
    "forms_app",
    "tickets",
    "home",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "wagtail_modeladmin",
    "modelcluster",
    "taggit",
    "django_tables2",
    "django_filters",
    "simple_history",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "portal.middleware.request_id",
    "portal.middleware.api_answers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.who_acts",
    "portal.middleware.refusals",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "home.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# SQLite: WAL alone does not help under load, IMMEDIATE is what counts; FULL because an acknowledged number must exist.
SQLITE = "portal.sqlite3"
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-20000; PRAGMA mmap_size=134217728; PRAGMA secure_delete=ON"
    ),
}


def database(url: str, data_dir: Path, pool: int) -> dict[str, Any]:
    """The database settings for an address; empty: SQLite in the data directory."""
    if not url:
        return {
            "ENGINE": SQLITE,
            "NAME": str(data_dir / "db.sqlite3"),
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    settings: dict[str, Any] = dict(dj_database_url.parse(url))
    if settings["ENGINE"].endswith("sqlite3"):
        settings["ENGINE"] = SQLITE
        settings["OPTIONS"] = {**SQLITE_OPTIONS, **settings.get("OPTIONS", {})}
    else:
        settings["CONN_MAX_AGE"] = 0  # the pool keeps them
        settings.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": pool, "timeout": 20}
    return settings


DATABASES = {"default": database(ENVIRONMENT["DATABASE_URL"], DATA_DIR, ENVIRONMENT["DATABASE_POOL"])}

# The limits of sign-in are shared by all processes, so the cache is the database. Django's default of 300 entries
# would let somebody who makes many of them push out the failed tries of an account.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

LANGUAGE_CODE = languages.SOURCE
languages.register(ENVIRONMENT["EXTRA_LANGUAGES"])
for _code, _row in languages.LANGUAGES.items():
    # Django knows no Tigrinya, Pashto, Somali, Kurmanji or Amharic of its own; what it knows keeps its plural rules.
    LANG_INFO.setdefault(
        _code,
        {"code": _code, "name": _row.english_name, "name_local": _row.own_name, "bidi": _row.direction == "rtl"},
    )
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [(code, row.own_name) for code, row in languages.LANGUAGES.items()]
LANGUAGES_BIDI = [code for code, row in languages.LANGUAGES.items() if row.direction == "rtl"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "taal"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What visitors send: outside MEDIA_ROOT, and no address leads there.
    "private": {
        "BACKEND": "home.files.PrivateFiles",
        "OPTIONS": {
            "location": DATA_DIR / "private",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
if ENVIRONMENT["PRIVATE_STORAGE"]:
    STORAGES["private"] = {
        "BACKEND": ENVIRONMENT["PRIVATE_STORAGE"],
        "OPTIONS": ENVIRONMENT["PRIVATE_STORAGE_OPTIONS"],
    }
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_HANDLERS = [
    "home.files.Receiving",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_TOTAL_FILES = ENVIRONMENT["UPLOAD_TOTAL_FILES"]
UPLOAD_TOTAL_BYTES = ENVIRONMENT["UPLOAD_TOTAL_MB"] * 1024 * 1024
CLAMAV = ENVIRONMENT["CLAMAV"]
OUTBOX_ROOT = DATA_DIR / "outbox"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a form of 40 questions with 5 options is about 2,000 inputs in the editor

EMAIL_URL = ENVIRONMENT["EMAIL_URL"]
DEFAULT_FROM_EMAIL = ENVIRONMENT["DEFAULT_FROM_EMAIL"]
EMAIL_BACKEND = "portal.mailing.Deliveries"  # what libraries send; the worker sends through EMAIL_URL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "portal.logs.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        **{app: {"level": "INFO"} for app in ("home", "tickets", "forms_app", "portal")},
        # Django's own handlers would say the address of a request and what an exception said.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # what is not there is asked for all day
    },
}

WAGTAIL_SITE_NAME = "Korte Lijnen"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # that of the sign-in is limited, and says who acts
WAGTAILDOCS_EXTENSIONS = ["pdf"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SIMPLE_HISTORY_ENABLED = True
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
