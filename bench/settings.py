"""The portal's own settings with one more address: the empty view that everything else is measured against."""

from jiangcheng.settings import *  # noqa: F403  (settings are a flat list of names)

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
