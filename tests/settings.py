"""The settings of the tests: those of production, on throw-away servers when the environment names none.

pytest-django reads the settings before any conftest, so this is where the servers must come from. Under xdist the
controller starts them, and the workers inherit its environment.
"""

import os

if "DATABASE_URL" not in os.environ:
    from servicedesk.embedded import temporary

    os.environ.update(temporary().env)

from servicedesk.settings import *  # noqa: E402, F403

# Hashing is slow on purpose; the tests sign in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
