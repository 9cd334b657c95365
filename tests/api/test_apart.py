"""The API is answered apart from sessions and accounts, and keeps every other rule of the site."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

ADDRESSES = [
    "/api/v1/",
    "/api/v1/centers/?lat=21.857&lon=111.961&radius=2000",
    "/api/v1/centers/?format=geojson",
    "/api/v1/centers/JC001/",
    "/api/v1/services/C01/",
    "/api/v1/search/?q=%E7%A4%BE%E4%BF%9D",
    "/api/v1/schema/",
]
# Refused: a parameter, an unknown centre, an unknown address.
REFUSED = ["/api/v1/centers/?lat=abc", "/api/v1/centers/NONE/", "/api/v1/nothing/"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_an_answer_asks_and_leaves_no_cookie(client, user_with_post, address):
    client.force_login(user_with_post("441702001001"))
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)

    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert not [query for query in asked.captured_queries if Session._meta.db_table in query["sql"]]


@pytest.mark.parametrize("address", [*ADDRESSES, *REFUSED])
def test_an_answer_is_shut_to_frames_scripts_and_guesses(client, address):
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize("debug", [False, True])
def test_an_address_that_does_not_exist_is_a_json_404(client, settings, debug):
    settings.DEBUG = debug

    for address in ("/api/v1/nothing/", "/api/v1/centers/NONE/", "/api/v1/centers/JC001/more/"):
        response = client.get(address)

        assert response.status_code == 404
        assert response.headers["Content-Type"] == "application/json"
        assert set(response.json()) == {"detail"}


def test_debugging_changes_no_answer(client, settings):
    plain = [client.get(address) for address in ADDRESSES]
    settings.DEBUG = True

    for before in plain:
        after = client.get(before.request["PATH_INFO"], QUERY_STRING=before.request["QUERY_STRING"])
        assert (after.status_code, after.content) == (before.status_code, before.content)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_headers_alone_are_those_of_the_answer(client, address):
    full, alone = client.get(address), client.head(address)

    assert alone.content == b""
    assert {**alone.headers, "ETag": full.headers["ETag"]} == full.headers


@pytest.mark.parametrize("method", ["options", "post", "put", "patch", "delete", "trace"])
def test_every_other_method_is_refused_in_json(client, method):
    response = getattr(client, method)("/api/v1/centers/")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert "detail" in json.loads(response.content)


def test_a_failure_while_debugging_is_a_500_too(client, settings, monkeypatch):
    monkeypatch.setattr("centers.api.views.read_filters", None)
    client.raise_request_exception = False
    settings.DEBUG = True

    assert client.get("/api/v1/centers/").status_code == 500


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_host_that_is_not_ours_gets_nothing(client, address):
    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


def test_writing_is_refused_without_asking_who_writes(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/api/v1/centers/", {"name": "新中心"})

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_failure_is_a_500_like_everywhere(client, monkeypatch):
    monkeypatch.setattr("centers.api.views.read_filters", None)
    client.raise_request_exception = False

    response = client.get("/api/v1/centers/")

    assert response.status_code == 500
    assert "不是您的操作有错" in response.content.decode()


def test_the_page_about_the_api_is_a_page(client):
    response = client.get("/api/v1/docs/")

    assert response.status_code == 200
    assert "style-src 'self'" in response.headers["Content-Security-Policy"]
