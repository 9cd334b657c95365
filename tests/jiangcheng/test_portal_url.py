"""The portal's own address: from the settings, or as the visitor has it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings


def start(value):
    return subprocess.run(
        [sys.executable, "-c", "from jiangcheng import settings; print(settings.PORTAL_URL)"],
        cwd=django_settings.BASE_DIR,
        env=os.environ | {"PORTAL_URL": value, "SECRET_KEY": "x" * 50},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_trailing_slash_makes_no_difference():
    assert start("https://dangqun.example.cn/").stdout.strip() == "https://dangqun.example.cn"


@pytest.mark.parametrize(
    "value", ["dangqun.example.cn", "https://a.cn/portal", "ftp://a.cn", "https://a.cn?x", "https://"]
)
def test_what_is_no_base_address_stops_the_start(value):
    answer = start(value)
    assert answer.returncode != 0
    assert "PORTAL_URL must be an address such as" in answer.stderr


def test_canonical_addresses_follow_the_setting(client, db, settings):
    settings.PORTAL_URL = "https://dangqun.example.cn"
    assert 'href="https://dangqun.example.cn/about/"' in client.get("/about/").content.decode()
