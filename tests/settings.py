"""The settings of the tests: those of production, on throw-away servers when the environment names none.

pytest-django reads the settings before any conftest, so this is where the servers must come from. Under xdist the
controller starts them, and the workers inherit its environment.
"""

import atexit
import os

if "DATABASE_URL" not in os.environ:
    from servicedesk.embedded import temporary

    servers = temporary()
    os.environ.update(servers.env)
    os.environ["TEMPLATE_DATABASE"] = "servicedesk_migrated"
    os.environ["SUPERUSER_DATABASE_URL"] = servers.postgres.url("postgres")
    atexit.register(servers.stop)

worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
if worker.isdigit():
    # Tests that run side by side share a Redis, each in a database of its own.
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].replace("?db=0", f"?db={int(worker) + 1}")

from servicedesk.settings import *  # noqa: E402, F403

# Hashing is slow on purpose; the tests sign in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each test client loads the middleware anew, and WhiteNoise would look at a thousand files each time. The live server
# finds static files by itself; the web processes of the tests have the product's own settings.
WHITENOISE_USE_FINDERS = False
