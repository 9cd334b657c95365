"""The portal's settings. What the environment may change stands in environment.py."""

import re
from datetime import date, timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from accounts.signin.profiles import PROFILES
from jiangcheng import geolibs
from jiangcheng.environment import read, read_choice, read_networks, read_positive

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(read("VAR_DIR") or BASE_DIR / "var")
DATA_DIR = BASE_DIR / "data"

DEBUG = read("DEBUG")
DEMO = read("DEMO")
HTTPS = read("HTTPS")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = read("CSRF_TRUSTED_ORIGINS")
# What stands in QR codes and canonical addresses; a path would not lead to the portal, which lives at the root.
PORTAL_URL = read("PORTAL_URL").rstrip("/")
if PORTAL_URL and not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?", PORTAL_URL):
    raise ImproperlyConfigured(f"PORTAL_URL must be an address such as https://dangqun.example.cn, not {PORTAL_URL!r}.")

SECRET_KEY = read("SECRET_KEY")
if not SECRET_KEY:
    # script/setup writes a random key; there is no built-in default.
    try:
        SECRET_KEY = (VAR_DIR / "secret-key").read_text().strip()
    except FileNotFoundError:
        raise ImproperlyConfigured("Set SECRET_KEY, or run script/setup, which writes var/secret-key.") from None

# --- Applications: the house of docs/architecture.md, upper floors first -------------------------------------------
INSTALLED_APPS = [
    "oversight",
    "coverage",
    "centers",
    "grids",
    "services",
    "exchange",
    "search",
    "accounts",
    "unfold.apps.BasicAppConfig",  # the plain "unfold" would put a site of its own in the place of the portal's
    "unfold.contrib.filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "leaflet",
    "simple_history",
    "accounts.signin.apps.LockoutConfig",  # django-axes under a Chinese name
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "jiangcheng.apps.PortalAdminConfig",
]

MIDDLEWARE = [
    "jiangcheng.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiangcheng.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jiangcheng.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.signin.sessions.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "jiangcheng.middleware.BadParameterMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jiangcheng.urls"
WSGI_APPLICATION = "jiangcheng.wsgi.application"

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
                "jiangcheng.context.portal",
            ],
        },
    },
]

# --- Database ------------------------------------------------------------------------------------------------------
GDAL_LIBRARY_PATH = geolibs.gdal_library_path()
GEOS_LIBRARY_PATH = geolibs.geos_library_path()
SPATIALITE_LIBRARY_PATH = geolibs.spatialite_library_path()


def _database() -> dict:
    """PostGIS when DATABASE_URL says so, else SpatiaLite in var/."""
    url = read("DATABASE_URL")
    if url:
        database = environ.Env.db_url_config(url)
        engine = database["ENGINE"]
        if engine not in {
            "django.contrib.gis.db.backends.postgis",
            "django.contrib.gis.db.backends.spatialite",
        }:
            raise ImproperlyConfigured("DATABASE_URL must begin with postgis:// or spatialite://.")
    else:
        database = {"ENGINE": "django.contrib.gis.db.backends.spatialite", "NAME": VAR_DIR / "portal.sqlite3"}
    if database["ENGINE"].endswith("postgis"):
        database["ENGINE"] = "jiangcheng.postgis"
    if database["ENGINE"].endswith("spatialite"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
        # Said aloud, since pytest-xdist would otherwise give every worker a file named after this path.
        database["TEST"] = {"NAME": ":memory:"}
    database["CONN_MAX_AGE"] = read("CONN_MAX_AGE")
    database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.lockout.LockoutBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_PROFILE = read_choice("PASSWORD_PROFILE", PROFILES)
AUTH_PASSWORD_VALIDATORS = PROFILES[PASSWORD_PROFILE].validators
PASSWORD_DAYS = PROFILES[PASSWORD_PROFILE].days
# A demo can be tried without a telephone; in production every account needs one.
SECOND_FACTOR = read_choice("SECOND_FACTOR", ("", "off", "optional", "required")) or (
    "optional" if DEMO else "required"
)
OTP_TOTP_ISSUER = "漠阳党旗红"
SESSION_IDLE_MINUTES = read_positive("SESSION_IDLE_MINUTES")
SESSION_HOURS = read_positive("SESSION_HOURS")
# The proxies whose X-Forwarded-For is believed; without it, REMOTE_ADDR is the visitor.
TRUSTED_PROXIES = read_networks("TRUSTED_PROXIES")
# django-axes counts wrong passwords and codes; what is ours in it is in accounts.signin.lockout.
AXES_HANDLER = "accounts.signin.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "ip_address"]
AXES_FAILURE_LIMIT = read_positive("SIGN_IN_FAILURES")
SIGN_IN_FAILURES_PER_ADDRESS = read_positive("SIGN_IN_FAILURES_PER_ADDRESS")
AXES_COOLOFF_TIME = timedelta(minutes=read_positive("SIGN_IN_COOL_OFF_MINUTES"))
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time told on the page stays true
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.signin.lockout.lockout_response"
AXES_USERNAME_CALLABLE = "accounts.signin.lockout.typed_username"
AXES_CLIENT_IP_CALLABLE = "accounts.signin.lockout.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail is the log
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# --- Language, time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True

# --- Files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(read("MEDIA_ROOT") or VAR_DIR / "media")
MEDIA_URL = "media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "jiangcheng.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A centre's form in the back office holds an answer for each of the 98 items.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# --- Safety --------------------------------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(SESSION_HOURS * 60 * 60)
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Sub-domains and the browsers' preload list are the owner's of the whole domain to decide, not the portal's.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

TIANDITU_KEY = read("TIANDITU_KEY")
_TILE_HOSTS = [f"https://t{number}.tianditu.gov.cn" for number in range(8)] if TIANDITU_KEY else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *_TILE_HOSTS],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- The portal ----------------------------------------------------------------------------------------------------
HOST_ORGANISATION = read("HOST_ORGANISATION")
OFFICE_TELEPHONE = read("OFFICE_TELEPHONE")
# Straight line to walking distance until a road network is imported. 1.5 lies inside the 1.44-1.76 measured on real
# street networks; the customary 1.3 flatters. The date says when the factor was set.
DETOUR_FACTOR = read_positive("DETOUR_FACTOR")
try:
    DETOUR_FACTOR_DATE = date.fromisoformat(read("DETOUR_FACTOR_DATE"))
except ValueError as error:
    raise ImproperlyConfigured(f"DETOUR_FACTOR_DATE must be a date such as 2026-11-22: {error}") from error
WALK_SPEED_M_PER_S = read_positive("WALK_SPEED_M_PER_S")
ELDER_WALK_SPEED_M_PER_S = read_positive("ELDER_WALK_SPEED_M_PER_S")
# A fact of a centre that nobody has confirmed for so long is shown as such.
STALE_AFTER_DAYS = read_positive("STALE_AFTER_DAYS")
AUDIT_KEEP_MONTHS = read("AUDIT_KEEP_MONTHS")
if AUDIT_KEEP_MONTHS < 6:
    raise ImproperlyConfigured(f"AUDIT_KEEP_MONTHS must be at least 6, not {AUDIT_KEEP_MONTHS}.")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    # `format=geojson` is the portal's own parameter, read by query.params.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "jiangcheng.api.refusals.explain",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "漠阳党旗红 · 江城区党群服务中心开放接口",
    "DESCRIPTION": "江城区党群服务中心、服务目录和区划的公开资料，只读，不用登录。",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SORT_OPERATION_PARAMETERS": False,
    # Choices stay where they are used: as parts of their own they would need invented names.
    "POSTPROCESSING_HOOKS": ["jiangcheng.api.description.without_marks"],
}

LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (21.857, 111.961),
    "DEFAULT_ZOOM": 13,
    "MIN_ZOOM": 9,
    "MAX_ZOOM": 18,
    "TILES": [],
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    "NO_GLOBALS": False,
    "FORCE_IMAGE_PATH": True,
}

from jiangcheng.back_office import UNFOLD  # noqa: E402, F401  (navigation and colours of the admin site)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
