"""What has not changed is not sent again."""

import gzip

import pytest

from centers.models import Center

ADDRESSES = [
    "/api/v1/centers/",
    "/api/v1/centers/?lat=21.857&lon=111.961&radius=2000",
    "/api/v1/centers/?format=geojson",
    "/api/v1/centers/?format=geojson&lat=21.857&lon=111.961",
    "/api/v1/centers/JC001/",
    "/api/v1/services/",
    "/api/v1/services/C01/",
    "/api/v1/categories/",
    "/api/v1/grid-units/?level=STREET",
    "/api/v1/grid-units/441702/",
    "/api/v1/search/?q=%E7%A4%BE%E4%BF%9D",
    "/api/v1/coverage/summary/",
    "/api/v1/coverage/nearest/?lat=21.857&lon=111.961",
    "/api/v1/coverage/isochrone/?lat=21.857&lon=111.961",
    "/api/v1/schema/",
    "/api/v1/",
]


@pytest.mark.parametrize("packing", ["gzip", "identity"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_answer_is_304(client, db, clock, address, packing):
    headers = {"accept-encoding": packing}
    first = client.get(address, headers=headers)
    assert first.status_code == 200
    assert "no-cache" in first.headers["Cache-Control"]
    assert "Accept-Encoding" in first.headers.get("Vary", "")

    second = client.get(address, headers=headers | {"if-none-match": first.headers["ETag"]})

    assert second.status_code == 304
    assert second.content == b""
    assert second.headers["ETag"].removeprefix("W/") == first.headers["ETag"].removeprefix("W/")


@pytest.mark.parametrize("address", ADDRESSES[:5])
def test_a_changed_answer_is_sent_again_with_another_etag(client, db, clock, address):
    first = client.get(address)
    Center.objects.update(telephone="0662-1111111")

    second = client.get(address, headers={"if-none-match": first.headers["ETag"]})

    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_a_door_that_closes_changes_the_etag(client, clock, make_center):
    center = make_center()
    first = client.get(f"/api/v1/centers/{center.code}/")

    clock("2026-05-20 17:00:00")

    second = client.get(f"/api/v1/centers/{center.code}/", headers={"if-none-match": first.headers["ETag"]})
    assert second.status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/centers/", "/api/v1/centers/?format=geojson"])
def test_packed_and_plain_tell_the_same(client, db, clock, address):
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_an_answer_about_a_position_is_not_for_shared_caches(client, db):
    assert "public" in client.get("/api/v1/centers/").headers["Cache-Control"]
    for address in ADDRESSES[1], ADDRESSES[3], "/api/v1/centers/JC001/?lat=21.8&lon=111.9":
        assert "private" in client.get(address).headers["Cache-Control"], address


def test_a_question_without_a_body_gets_the_headers_alone(client, db):
    response = client.head("/api/v1/centers/")

    assert response.status_code == 200
    assert response.content == b""
