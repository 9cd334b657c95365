"""The portal over real HTTP: junk never breaks it, an unchanged answer is not sent twice, answers travel packed."""

import gzip
import json
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit

import pytest

CENTRES = (
    "search service category street community tier setting open_now lat radius max_minutes bbox ordering page page_size"
)
# What each address reads from its query. Whatever else is in it must not matter.
READS = {
    "/": "lat near",
    "/centers/": f"{CENTRES} near",
    "/centers/JC001/": "lat",
    "/services/": "search audience channel mode",
    "/services/C05/": "lat near page page_size",
    "/grids/": "lat",
    "/grids/441702001001/": "page page_size",
    "/search/": "q",
    "/about/": "",
    "/map-base.json": "",
    "/admin/login/": "next",
    "/api/v1/centers/": f"{CENTRES} format only omit",
    "/api/v1/centers/JC001": "lat format only omit",
    "/api/v1/services/": "search category audience channel mode page page_size format only omit",
    "/api/v1/services/C05": "format only omit",
    "/api/v1/categories/": "page page_size format only omit",
    "/api/v1/grid-units/": "level parent search page page_size format only omit",
    "/api/v1/grid-units/441702001001": "format only omit",
    "/api/v1/search/": "q page page_size format only omit",
    "/api/v1/schema/": "format",
    "/api/v1/docs/": "",
}
SURROGATE = "%ED%A0%80"
JUNK = (
    *("abc", "0", "-1", "91", "1e999", "NaN", "9" * 60, "100000", "1;2", "%", "'%22%3C"),
    *("%00", "a%00b", SURROGATE, "%FF%FE", "%E2%80%AE", quote("长" * 800)),
)
JUNK_PAIRS = (
    *("lat=21.857", "lon=nan&lat=inf", "lat=91&lon=111.961", "lat=21.857&lon=111.961&radius=0"),
    *("bbox=1,2,3", "bbox=9,9,1,1", "bbox=nan,nan,nan,nan", "service=NONE", "community=441702001", "near=999999"),
    *("&&==&=%00", "%00=1", f"{SURROGATE}=1"),
)
JUNK_CODES = (
    *("NONE", "0", "-1", "a" * 3000, "..%2f..%2fetc", quote("长" * 300)),
    *("%00", "JC001%00", SURROGATE, "%FF", "%E2%80%AE"),
)
CODED = ("/centers/", "/services/", "/grids/", "/api/v1/centers/", "/api/v1/services/", "/api/v1/grid-units/")
BACK = (
    *("https://example.org/", "//example.org/", "/\\example.org", "javascript:1"),
    *("/%00", "\x00", "长" * 5000, "/a\r\nSet-Cookie: x=1"),
)
PACKED = (
    "/",
    "/centers/",
    "/services/",
    "/about/",
    "/api/v1/centers/",
    "/api/v1/centers/?format=geojson",
    "/map-base.json",
)
LONG = quote("长" * 11_000)  # 99,000 characters of an address


@pytest.fixture
def line(portal):
    """One connection that stays open from request to request, as a browser's does."""
    with closing(HTTPConnection(urlsplit(portal.url).netloc, timeout=20)) as connection:
        yield connection


def ask(line, target, method="GET", body=None, **headers):
    """Status, headers and body of the answer."""
    line.request(method, target, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize("address", READS)
def test_no_junk_breaks_an_address(line, address):
    queries = [*JUNK_PAIRS, *(f"{name}={junk}" for name in READS[address].split() for junk in JUNK)]
    if "lat" in READS[address].split():
        queries += [f"{query}&lon=111.961" for query in queries if query.startswith("lat=")]
    statuses = {query: ask(line, f"{address}?{query}")[0] for query in queries}
    assert {query: status for query, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("folder", [*CODED, "/static/", "/media/", "/"])
def test_an_unknown_code_is_not_found(line, folder):
    statuses = {code[:20]: ask(line, f"{folder}{code}/")[0] for code in JUNK_CODES}
    assert {code: status for code, status in statuses.items() if status not in {400, 404}} == {}


@pytest.mark.parametrize("address", ["/", "/centers/", "/search/", "/api/v1/centers/", "/api/v1/search/"])
def test_a_hundred_thousand_characters_are_refused(portal, address):
    with closing(HTTPConnection(urlsplit(portal.url).netloc, timeout=20)) as connection:
        status, _, _ = ask(connection, f"{address}?q={LONG}")
        assert 400 <= status < 500


def test_the_server_goes_on_after_bytes_that_are_no_request(portal, line):
    host, _, port = urlsplit(portal.url).netloc.partition(":")
    for raw in (
        b"\x00\xff\xfe\r\n\r\n",
        b"GET /?q=\xed\xa0\x80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    ):
        with closing(HTTPConnection(host, int(port), timeout=20)) as connection:
            connection.connect()
            connection.sock.sendall(raw + b"\r\n\r\n")
            first_line = connection.sock.makefile("rb").readline()
            assert b" 5" not in first_line[:13]
    assert ask(line, "/healthz")[0] == 200


def test_a_refusal_names_the_parameter_on_pages_and_in_the_api(line):
    status, _, html = ask(line, "/centers/?lat=abc&lon=111.961")
    assert status == 400
    assert "<b>lat</b>" in html.decode()
    status, headers, body = ask(line, "/api/v1/centers/?lat=91&lon=111.961")
    assert status == 400
    assert headers["Content-Type"].startswith("application/json")
    refusal = json.loads(body)
    assert refusal["parameter"] == "lat"
    assert "90" in refusal["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"])
def test_no_method_breaks_an_address(line, method):
    for address in READS:
        status, _, _ = ask(line, address, method, body=b"\x00" if method in {"POST", "PUT", "PATCH"} else None)
        assert status < 500, address


@pytest.mark.parametrize(
    "back",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:1",
        "/%00",
        "\x00",
        "长" * 5000,
        "/a\r\nSet-Cookie: x=1",
    ],
)
def test_the_elder_switch_leads_nowhere_else(line, back):
    body = f"on=1&next={quote(back)}"
    status, headers, _ = ask(line, "/elder/", "POST", body, Content_Type="application/x-www-form-urlencoded")
    assert status in {302, 400}
    assert (headers["Location"] or "/").startswith("/")
    assert not (headers["Location"] or "/").startswith(("//", "/\\"))
    assert "x=1" not in (headers["Set-Cookie"] or "")


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/centers/?page_size=5",
        "/api/v1/centers/?lat=21.857&lon=111.961",
        "/api/v1/centers/?format=geojson",
        "/api/v1/centers/JC001",
        "/api/v1/services/",
        "/api/v1/categories/",
        "/api/v1/grid-units/?level=STREET",
        "/api/v1/search/?q=sb",
        "/map-base.json",
        "/about/",
        "/services/C05/",
    ],
)
def test_an_unchanged_answer_is_not_sent_again(line, address):
    for _ in range(3):  # a door that opens or closes in between changes the answer
        status, headers, body = ask(line, address, Accept_Encoding="gzip")
        assert status == 200
        assert body
        status, again, body = ask(line, address, Accept_Encoding="gzip", If_None_Match=headers["ETag"])
        if status == 304:
            break
    assert status == 304
    assert body == b""
    assert again["ETag"].removeprefix("W/") == headers["ETag"].removeprefix("W/")


def test_an_answer_about_a_position_is_nobody_elses(line):
    _, headers, _ = ask(line, "/api/v1/centers/?lat=21.857&lon=111.961")
    assert "private" in headers["Cache-Control"]
    _, headers, _ = ask(line, "/api/v1/centers/")
    assert "public" in headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/centers/",
        "/services/",
        "/about/",
        "/api/v1/centers/",
        "/api/v1/centers/?format=geojson",
        "/map-base.json",
    ],
)
def test_answers_travel_packed(line, address):
    _, plain_headers, plain = ask(line, address)
    _, headers, packed = ask(line, address, Accept_Encoding="gzip")
    assert "Content-Encoding" not in plain_headers
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert len(packed) < len(plain) / 2
    assert len(gzip.decompress(packed)) == pytest.approx(len(plain), rel=0.01)


def test_the_list_of_the_api_is_sorted_by_distance(line):
    _, _, body = ask(line, "/api/v1/centers/?lat=21.857&lon=111.961&page_size=5")
    centers = json.loads(body)["results"]
    assert len(centers) == 5
    assert [center["distance_m"] for center in centers] == sorted(center["distance_m"] for center in centers)
    assert all(center["walk_minutes"] >= 1 and center["open_now"] in {True, False, None} for center in centers)
