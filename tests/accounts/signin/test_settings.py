"""Settings of the sign-in: a wrong one stops the start with a sentence, production is strict by itself."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured

from accounts.signin.profiles import PROFILES
from jiangcheng.environment import read_choice, read_networks
from jiangcheng.middleware import client_address


def start(**environment):
    """What a start with these variables says of the second factor, or why it stops."""
    script = "from django.conf import settings; print(settings.SECOND_FACTOR)"
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project.BASE_DIR,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "jiangcheng.settings", "SECRET_KEY": "x"} | environment,
        capture_output=True,
        text=True,
    )
    return (told.stdout or told.stderr).strip().splitlines()[-1]


def test_production_requires_a_second_factor_and_the_demo_offers_it():
    assert start(DEMO="0") == "required"
    assert start(DEMO="1") == "optional"
    assert start(DEMO="0", SECOND_FACTOR="optional") == "optional"


def test_an_unknown_profile_stops_the_start_with_a_sentence():
    assert "PASSWORD_PROFILE must be one of asvs, djbh, not 'strict'." in start(PASSWORD_PROFILE="strict")


def test_a_word_that_is_no_choice_is_named(monkeypatch):
    monkeypatch.setenv("PASSWORD_PROFILE", "djbh")
    assert read_choice("PASSWORD_PROFILE", PROFILES) == "djbh"
    monkeypatch.setenv("SECOND_FACTOR", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SECOND_FACTOR must be one of"):
        read_choice("SECOND_FACTOR", ("off", "optional", "required"))


def test_proxies_must_be_addresses(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "nginx.local")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        read_networks("TRUSTED_PROXIES")


@pytest.mark.parametrize(
    ("nearest", "hops", "expected"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not ours: what it says counts for nothing
        ("10.0.0.5", ["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.5", ["1.1.1.1", "198.51.100.1"], "198.51.100.1"),  # the first of them the visitor wrote
        ("10.0.0.5", ["198.51.100.1", "10.0.0.6"], "198.51.100.1"),
        ("10.0.0.5", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.5", ["junk"], "10.0.0.5"),
        ("10.0.0.5", [""], "10.0.0.5"),
    ],
)
def test_the_visitor_is_the_last_address_that_is_no_proxy_of_ours(monkeypatch, settings, nearest, hops, expected):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/24")
    settings.TRUSTED_PROXIES = read_networks("TRUSTED_PROXIES")
    assert client_address(nearest, hops) == expected


def test_a_forwarded_address_is_believed_from_our_proxy_alone(settings, sign_in, person, trail):
    from accounts.models import AuditEntry

    sign_in(person.username, "wrong", address="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert AuditEntry.objects.order_by("pk").last().address == "203.0.113.9"
