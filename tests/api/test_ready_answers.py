"""The answer about one centre is kept whole: each form of it apart, and never longer than what it tells holds."""

import gzip
import threading

import pytest
from django.db import connection

from centers.models import Center
from grids.models import GridUnit
from query.spatial import is_postgis


def test_every_form_of_an_answer_is_its_own(client, ask, make_center):
    code = make_center().code
    forms = ({}, {"only": "code,name"}, {"omit": "offerings"}, {"format": "geojson"}, {"lat": 21.8, "lon": 111.9})

    def all_of_them():
        return [ask(f"centers/{code}/", **form) for form in forms]

    first, again = all_of_them(), all_of_them()

    assert first == again
    whole, chosen, without, feature, placed = again
    assert set(chosen) == {"code", "name"}
    assert set(whole) - set(without) == {"offerings"}
    assert feature["properties"] == whole
    assert set(placed) - set(whole) == {"distance_m", "walk_minutes"}
    packed = client.get(f"/api/v1/centers/{code}/", headers={"accept-encoding": "gzip"})
    plain = client.get(f"/api/v1/centers/{code}/")
    assert gzip.decompress(packed.content) == plain.content


def test_where_a_visitor_stands_is_private_even_where_it_changes_nothing(client, make_center):
    code = make_center(at=None).code
    plain = client.get(f"/api/v1/centers/{code}/")
    placed = client.get(f"/api/v1/centers/{code}/?lat=21.8&lon=111.9")

    assert plain.content == placed.content
    assert plain.headers["Cache-Control"] == "public, no-cache"
    assert placed.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("form", [{}, {"format": "geojson"}])
def test_a_household_cluster_that_gets_another_name_shows_it_at_once_in_full_and_on_the_map(ask, make_center, form):
    cluster = GridUnit.objects.at_level(GridUnit.Level.CLUSTER).first()
    code = make_center(unit=cluster.code).code

    def names():
        on_map = ask("centers/", format="geojson")["features"]
        in_full = ask(f"centers/{code}/", **form)
        yield in_full.get("properties", in_full)["unit_name"]
        yield from (one["properties"]["unit_name"] for one in on_map if one["id"] == code)

    assert list(names()) == [cluster.name] * 2

    cluster.rename("向阳里一栋")

    assert list(names()) == ["向阳里一栋"] * 2


ELSEWHERE = "0662-9999999"


@pytest.fixture
def changed_elsewhere(django_db_setup, django_db_blocker):
    """Changes a centre of the register in a connection of its own, as another worker would, and back at the end."""
    if not is_postgis():
        pytest.skip("the tests' SpatiaLite lives in one connection's memory")
    code = "JC001"

    def run(telephone):
        def target():
            Center.objects.filter(code=code).update(telephone=telephone)
            connection.close()

        with django_db_blocker.unblock():
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()

    with django_db_blocker.unblock():
        before = Center.objects.get(code=code).telephone
    yield lambda: run(ELSEWHERE)
    run(before)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("centers/JC001/", lambda answer: answer),
        ("centers/JC001/?format=geojson", lambda answer: answer["properties"]),
        ("centers/JC001/?lat=21.8&lon=111.9", lambda answer: answer),
        ("centers/?lat=21.8&lon=111.9&radius=50000&page_size=100", lambda answer: _of_code(answer["results"])),
        ("centers/?lat=21.8&lon=111.9&page_size=100", lambda answer: _of_code(answer["results"])),
        ("centers/?page_size=100", lambda answer: _of_code(answer["results"])),
        ("centers/?format=geojson", lambda answer: _of_code(one["properties"] for one in answer["features"])),
    ],
)
def test_what_another_connection_has_changed_shows_at_once(client, changed_elsewhere, db, address, found):
    def telephone():
        return found(client.get(f"/api/v1/{address}").json())["telephone"]

    assert telephone() == telephone() != ELSEWHERE

    changed_elsewhere()

    assert telephone() == ELSEWHERE


def _of_code(records):
    return next(record for record in records if record["code"] == "JC001")


@pytest.mark.parametrize("form", [{}, {"format": "geojson"}])
@pytest.mark.parametrize("packing", ["gzip", "identity"])
def test_a_kept_answer_opens_and_closes_with_the_door(client, clock, make_center, form, packing):
    code = make_center().code

    def is_open(when):
        clock(when)
        response = client.get(f"/api/v1/centers/{code}/", form, headers={"accept-encoding": packing})
        body = gzip.decompress(response.content) if packing == "gzip" else response.content
        return b'"open_now":true' in body

    assert is_open("2026-05-20 16:59:59")
    assert not is_open("2026-05-20 17:00:00")
    assert not is_open("2026-05-21 08:59:59")
    assert is_open("2026-05-21 09:00:00")
    assert is_open("2026-05-20 16:59:59")  # a clock that was put back
