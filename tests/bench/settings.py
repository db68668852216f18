"""The portal as it goes live, with the yardsticks beside it: the same server, the same settings."""

from portal.settings.production import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.bench.yardstick"]  # noqa: F405
ROOT_URLCONF = "tests.bench.urls"
