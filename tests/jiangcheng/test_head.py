"""A HEAD has the headers of a GET and no body, as the server gets it: the test client would hide a body."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import FileResponse
from django.test import RequestFactory

from jiangcheng.middleware import BodilessHeadMiddleware

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/about/",
    "/api/v1/",
    "/api/v1/centers/",
    "/api/v1/coverage/summary",
    "/api/v1/coverage/isochrone?lat=21.86&lon=111.96",
    "/api/v1/coverage/nearest?lat=21.86&lon=111.96",
    "/api/v1/coverage/nearest?lat=north",
    "/nowhere/",
]


def answered(method, address, **headers):
    """Status, headers and body as the server is given them."""
    environ = getattr(RequestFactory(headers=headers), method)(address).environ
    told = {}

    def start(status, pairs):
        told.update(status=status, **{name.lower(): value for name, value in pairs})

    response = WSGIHandler()(environ | {"wsgi.errors": io.StringIO()}, start)
    body = b"".join(response)
    response.close()
    return told, body


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_head_has_the_headers_of_a_get_and_no_body(address):
    full, text = answered("get", address)
    alone, nothing = answered("head", address)
    assert nothing == b""
    assert text
    assert alone["status"] == full["status"]
    assert alone["content-length"] == full["content-length"] == str(len(text))


def test_a_head_of_what_is_sent_packed_has_no_body_either():
    alone, nothing = answered("head", "/api/v1/coverage/summary", accept_encoding="gzip")
    assert nothing == b""
    assert alone["content-encoding"] == "gzip"


def test_a_head_of_a_file_closes_the_file(tmp_path):
    path = tmp_path / "report"
    path.write_bytes(b"twelve bytes")
    file = path.open("rb")
    response = BodilessHeadMiddleware(lambda request: FileResponse(file))(RequestFactory().head("/report"))
    assert b"".join(response.streaming_content) == b""
    assert response.headers["Content-Length"] == "12"
    response.close()
    assert file.closed
