"""Settings come from the environment only; `bin/serve` and `docker-compose.yml` say which. Safe by default."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# A key of its own is demanded by `check --deploy`; the fallback lets commands such as makemigrations run anywhere.
SECRET_KEY = env.str("SECRET_KEY", default="insecure-development-key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".run")))
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "django_fsm",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_structlog",
    "servicedesk.tenancy",
    "servicedesk.people",
    "servicedesk.estates",
    "servicedesk.journal",
    "servicedesk.timers",
    "servicedesk.messaging",
    "servicedesk.api",
    "servicedesk.web",
    "tickets",
    "dispatch",
    "visits",
    "billing",
    "bench",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Resolves who asks and for which tenant; opens the tenant's transaction around view and rendering.
    "servicedesk.tenancy.middleware.TenantMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "servicedesk.people.middleware.PersonalMiddleware",
    "servicedesk.web.refused.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "servicedesk.urls"
WSGI_APPLICATION = "servicedesk.wsgi.application"
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
                "servicedesk.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "servicedesk.web.templatetags.desk"],
        },
    }
]

# Two roles reach the database: the application's own (row-level security binds it) and the owner's, for migrations.
DATABASE_OPTIONS = {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600), "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgres://servicedesk_app@localhost/servicedesk"),
        **DATABASE_OPTIONS,
    },
    "owner": {
        **env.db_url("DATABASE_OWNER_URL", default="postgres://servicedesk_owner@localhost/servicedesk"),
        "CONN_MAX_AGE": 0,
    },
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
# Sign-in is throttled: five wrong passwords for one name from one address wait a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Tries during the wait do not prolong it: the page promises a minute.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "servicedesk.people.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=0) or None
OTP_TOTP_ISSUER = "servicedesk"
# Tenant admins must use a second factor (issue: MFA); the demo group starts without one so that it can be looked at.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True)

# A shared computer that nobody touches is signed out after this long; one's own after SESSION_COOKIE_AGE.
IDLE_SECONDS = env.int("IDLE_SECONDS", default=2 * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "servicedesk.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
# Health is asked from inside, without the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
    # The REST documentation page brings its own script and styles.
    "EXCLUDE_URL_PREFIXES": ("/api/v1/docs",),
}

CACHES = {
    "default": {
        "BACKEND": "servicedesk.web.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "servicedesk",
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
ESTATE_TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [
    (f"vendor/{name}", str(BASE_DIR / "node_modules" / path))
    for name, path in (
        ("tabler", "@tabler/core/dist"),
        ("echarts", "echarts/dist"),
        ("signature_pad", "signature_pad/dist"),
    )
    if (BASE_DIR / "node_modules" / path).is_dir()
]
STATICFILES_FINDERS = [
    "servicedesk.web.stylesheets.WholeSheets",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 15 * 1024 * 1024
PHOTO_MAX_BYTES = 10 * 1024 * 1024

EMAIL_URL = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_URL["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.get("EMAIL_HOST", ""), EMAIL_URL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (
    EMAIL_URL.get("EMAIL_HOST_USER") or "",
    EMAIL_URL.get("EMAIL_HOST_PASSWORD") or "",
)

CELERY_BROKER_URL = REDIS_URL
if CELERY_BROKER_URL.startswith("unix://"):
    # kombu spells a socket "redis+socket://" with the database as virtual_host.
    CELERY_BROKER_URL = "redis+socket://" + CELERY_BROKER_URL.removeprefix("unix://").replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60, "health_check_interval": 10}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A killed process has nothing to say any more: ten seconds of waiting for it would be ten seconds without clocks.
CELERY_WORKER_LOST_WAIT = 0.5
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"servicedesk.timers.*": {"queue": "timers"}, "servicedesk.messaging.*": {"queue": "messages"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Beat only says "look now"; a tick that waited longer than its period is worthless, hence `expires`.
TICK_SECONDS = env.float("TICK_SECONDS", default=1.0)
CELERY_BEAT_SCHEDULE = {
    "timers": {
        "task": "servicedesk.timers.tasks.tick",
        "schedule": TICK_SECONDS,
        "options": {"expires": 5, "queue": "timers"},
    },
    "messages": {
        "task": "servicedesk.messaging.tasks.deliver",
        "schedule": 2 * TICK_SECONDS,
        "options": {"expires": 5, "queue": "messages"},
    },
    "rollouts": {
        "task": "servicedesk.timers.tasks.roll_out",
        "schedule": 15,
        "options": {"expires": 15, "queue": "timers"},
    },
    "answers": {"task": "servicedesk.api.tasks.forget_answers", "schedule": 6 * 3600, "options": {"expires": 3600}},
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["servicedesk.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["servicedesk.api.permissions.RulePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "servicedesk.api.problems.handle",
    "DEFAULT_PAGINATION_CLASS": "servicedesk.api.cursors.Cursor",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_THROTTLE_CLASSES": [],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "servicedesk",
    "DESCRIPTION": "The service desk of a property-management company, for other systems. See docs/rest.md.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "servicedesk.api.schema.share_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "GradeEnum": "tickets.enums.Grade",
        "PhraseKindEnum": "tickets.models.PhraseKind",
        "UnhappyGradeEnum": "tickets.api.following.DISSATISFIED",
        "CallMeansEnum": "tickets.enums.CallMeans",
        "CallOutcomeEnum": "tickets.enums.CallOutcome",
        "ReminderChannelEnum": "billing.arrears.enums.Channel",
        "ArrearsStopKindEnum": "billing.arrears.enums.StopKind",
    },
    "TAGS": [
        {"name": "tickets", "description": "Reports, their history and their clocks."},
        {"name": "steps", "description": "What can be done with a ticket; each answers with the ticket as it is now."},
        {
            "name": "callbacks",
            "description": "Opinion notices, complaint analyses, further callbacks, and when to call.",
        },
        {"name": "money", "description": "Prices, charges, receipts."},
        {"name": "arrears", "description": "Who owes what and how old it is, reminders, promises, collection rate."},
        {"name": "places", "description": "Estates, units, public areas."},
        {"name": "staff", "description": "Staff and departments."},
        {"name": "handovers", "description": "What passes from one shift to the next, signed by both."},
        {"name": "phrases", "description": "What a company lays ready beside the form of one who takes a call."},
        {"name": "policies", "description": "Deadlines: how long, on which calendar, and who is told."},
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"servicedesk": {"level": env.str("LOG_LEVEL", default="INFO")}},
}
# Text messages to residents: a gateway that takes {"to", "text", "key"} as JSON. Empty: kept and marked, not sent.
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")

# Providers of payment codes (billing/payments/adapters): one without its keys refuses. Keys are PEM texts; in the
# environment their line ends may be written as \n. The practice provider is for tests and trials only.
PAYMENT_LOCAL_KEY = env("PAYMENT_LOCAL_KEY", default="")
WECHAT_PAY_APP = env("WECHAT_PAY_APP", default="")
WECHAT_PAY_MERCHANT = env("WECHAT_PAY_MERCHANT", default="")
WECHAT_PAY_SERIAL = env("WECHAT_PAY_SERIAL", default="")
WECHAT_PAY_PRIVATE_KEY = env("WECHAT_PAY_PRIVATE_KEY", default="").replace("\\n", "\n")
WECHAT_PAY_PLATFORM_KEY = env("WECHAT_PAY_PLATFORM_KEY", default="").replace("\\n", "\n")
WECHAT_PAY_V3_KEY = env("WECHAT_PAY_V3_KEY", default="")
ALIPAY_APP = env("ALIPAY_APP", default="")
ALIPAY_PRIVATE_KEY = env("ALIPAY_PRIVATE_KEY", default="").replace("\\n", "\n")
ALIPAY_PLATFORM_KEY = env("ALIPAY_PLATFORM_KEY", default="").replace("\\n", "\n")
