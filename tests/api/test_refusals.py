"""Junk is refused in Chinese, with the parameter's name, and never breaks anything."""

import pytest

LISTS = ["centers", "services", "categories", "grid-units", "search"]
RECORDS = ["centers/JC001", "services/C01", "grid-units/441702"]
HERE = "lat=21.857&lon=111.961"
LONG = "字" * 100_000
JUNK = [
    ("centers", "lat=abc&lon=111", "lat"),
    ("centers", "lat=91&lon=111", "lat"),
    ("centers", "lat=nan&lon=111", "lat"),
    ("centers", "lat=21.8", "lon"),
    ("centers", "lon=111.9", "lat"),
    ("centers", "lat=21.8&lon=181", "lon"),
    ("centers", "lat=21.8&lon=inf", "lon"),
    ("centers", "radius=500", "radius"),
    ("centers", f"{HERE}&radius=0", "radius"),
    ("centers", f"{HERE}&radius=-5", "radius"),
    ("centers", f"{HERE}&radius=99999999", "radius"),
    ("centers", "max_minutes=10", "max_minutes"),
    ("centers", f"{HERE}&max_minutes=ten", "max_minutes"),
    ("centers", "bbox=1,2,3", "bbox"),
    ("centers", "bbox=112,21,111,22", "bbox"),
    ("centers", "bbox=a,b,c,d", "bbox"),
    ("centers", "bbox=nan,nan,nan,nan", "bbox"),
    ("centers", "service=C99", "service"),
    ("centers", "category=ZZ", "category"),
    ("centers", "street=441702", "street"),
    ("centers", "community=%00", "community"),
    ("centers", "tier=castle", "tier"),
    ("centers", "setting=moon", "setting"),
    ("centers", "open_now=maybe", "open_now"),
    ("centers", "ordering=random", "ordering"),
    ("centers", "ordering=distance", "ordering"),
    ("centers", "search=%00", "search"),
    ("centers", f"search={LONG}", "search"),
    ("centers", "format=xml", "format"),
    ("centers", "only=pk", "only"),
    ("services", "kind=%F0%9F%92%A3", "kind"),
    ("services", "channel=pigeon", "channel"),
    ("services", f"search={LONG}", "search"),
    ("grid-units", "level=STREET,COMMUNITY", "level"),
    ("grid-units", "parent=%00", "parent"),
    ("grid-units", f"parent={LONG}", "parent"),
    ("search", "q=%00", "q"),
    ("search", f"q={LONG}", "q"),
    ("search", "q=a&type=person", "type"),
    *[(path, "page=0", "page") for path in LISTS],
    *[(path, "page=-1", "page") for path in LISTS],
    *[(path, "page=1e9", "page") for path in LISTS],
    *[(path, "page=%D9%A3", "page") for path in LISTS],
    *[(path, "page=99999", "page") for path in LISTS],
    *[(path, "page_size=0", "page_size") for path in LISTS],
    *[(path, "page_size=101", "page_size") for path in LISTS],
    *[(path, "page_size=100000", "page_size") for path in LISTS],
    *[(path, "format=xml", "format") for path in [*LISTS, *RECORDS]],
    *[(path, "only=nonsense", "only") for path in [*LISTS, *RECORDS]],
    *[(path, "omit=%ED%A0%80", "omit") for path in [*LISTS, *RECORDS]],
]


@pytest.mark.parametrize(("path", "query", "parameter"), JUNK, ids=lambda value: value[:40])
def test_a_wrong_value_is_400_with_the_name_of_the_parameter(client, db, path, query, parameter):
    response = client.get(f"/api/v1/{path}/?{query}")

    assert response.status_code == 400, response.content[:300]
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    assert answer["parameter"] == parameter
    assert any("一" <= character <= "鿿" for character in answer["detail"])
    assert len(answer["detail"]) < 1500


@pytest.mark.parametrize("path", [*LISTS, *RECORDS])
@pytest.mark.parametrize(
    "query",
    [
        "x=%00",
        "%00=1",
        "lat=&lon=",
        "q=%ED%A0%80",
        "search=%ED%A0%80",
        "q=%25%27%22%5C--",
        "search=%25_%27",
        "&&==&",
        "page=",
    ],
)
def test_odd_but_harmless_questions_are_answered(client, db, path, query):
    assert client.get(f"/api/v1/{path}/?{query}").status_code == 200


ABSENT = ["nonsense", "centers/JC001/hours", "centers/%00", "centers/JC999", "services/%ED%A0%80", "grid-units/abc"]


@pytest.mark.parametrize("path", [*ABSENT, "centers/" + "A" * 5000], ids=lambda path: path[:40])
def test_what_is_not_there_is_404_in_chinese_json(client, db, path):
    response = client.get(f"/api/v1/{path}/")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/json"
    assert any("一" <= character <= "鿿" for character in response.json()["detail"])


@pytest.mark.parametrize("path", ["", "nonsense/", "schema/", *[f"{path}/" for path in [*LISTS, *RECORDS]]])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_can_only_be_read(client, db, path, method):
    response = getattr(client, method)(f"/api/v1/{path}", data=b"{}", content_type="application/json")

    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert "detail" in response.json()


@pytest.mark.parametrize("path", [*LISTS, *RECORDS, "schema", "docs"])
def test_the_slash_at_the_end_may_be_left_out(client, db, path):
    with_slash, without = client.get(f"/api/v1/{path}/"), client.get(f"/api/v1/{path}")

    assert with_slash.status_code == without.status_code == 200
    if path != "docs":
        assert with_slash.json() == without.json() | ({"next": with_slash.json()["next"]} if path in LISTS else {})


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "*/*", "nonsense"])
def test_it_is_json_whatever_else_is_asked_for(client, db, accepted):
    response = client.get("/api/v1/centers/", headers={"accept": accepted})

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"


def test_nobody_needs_to_be_known(client, db):
    response = client.get("/api/v1/centers/")

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
