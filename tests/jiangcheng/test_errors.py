"""Errors look like the portal and say what to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_an_unknown_page_offers_the_search(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    html = response.content.decode()
    assert "没有这一页" in html
    assert 'action="/search/"' in html


@pytest.mark.parametrize("elder", [False, True])
def test_a_failure_is_ours_and_asks_nothing_of_the_database(client, monkeypatch, elder):
    monkeypatch.setattr("jiangcheng.views.read_origin", None)
    client.raise_request_exception = False
    if elder:
        client.cookies["elder"] = "1"
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "不是您的操作有错" in html
    assert ("data-elder" in html) is elder
    assert not queries.captured_queries
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_host_that_is_not_ours_is_refused(client):
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "这个网址不对" in response.content.decode()
    assert "elsewhere" not in response.content.decode()
