"""GeoJSON after RFC 7946: for maps, all centres in one answer."""

import json

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon

from centers.models import Center
from grids.models import GridUnit


def test_all_centres_come_in_one_answer_whatever_the_page_size(client, db):
    response = client.get("/api/v1/centers/?format=geojson&page_size=5")

    assert response.headers["Content-Type"] == "application/geo+json"
    collection = response.json()
    assert set(collection) == {"type", "features"}
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == Center.objects.published().count()


def test_a_feature_has_its_code_as_id_and_longitude_first(ask):
    for feature in ask("centers/", format="geojson")["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        properties = feature["properties"]
        assert feature["id"] == properties["code"]
        assert properties["name"]
        if feature["geometry"] is not None:
            assert feature["geometry"] == {"type": "Point", "coordinates": [properties["lon"], properties["lat"]]}
            assert 111 < properties["lon"] < 113
            assert 21 < properties["lat"] < 23


def test_a_centre_without_a_location_has_no_geometry(ask, make_center):
    center = make_center(at=None)

    feature = next(one for one in ask("centers/", format="geojson")["features"] if one["id"] == center.code)

    assert feature["geometry"] is None


def test_filters_position_and_chosen_fields_hold_here_too(ask):
    near = {"lat": 21.857, "lon": 111.961, "radius": 3000}

    features = ask("centers/", format="geojson", **near, only="name,distance_m")["features"]

    distances = [feature["properties"]["distance_m"] for feature in features]
    assert distances == sorted(distances)
    assert max(distances) <= 3000
    assert all(set(feature["properties"]) == {"name", "distance_m"} for feature in features)
    assert all(feature["id"] for feature in features)


def test_one_centre_is_a_feature(client, db):
    response = client.get("/api/v1/centers/JC001/?format=geojson")

    assert response.headers["Content-Type"] == "application/geo+json"
    feature = response.json()
    assert feature["id"] == feature["properties"]["code"] == "JC001"
    assert feature["properties"]["offerings"]


@pytest.mark.parametrize("page", ["0", "abc"])
def test_junk_in_page_is_refused_though_there_are_no_pages(ask, page):
    assert ask("centers/", 400, format="geojson", page=page)["parameter"] == "page"


def test_a_unit_with_a_boundary_is_a_feature_with_it(client, db):
    unit = GridUnit.objects.get(code="441702001001")
    square = Polygon.from_bbox((111.9, 21.8, 112.0, 21.9))
    GridUnit.objects.filter(pk=unit.pk).update(boundary=MultiPolygon(square, srid=4326))

    feature = client.get("/api/v1/grid-units/441702001001/?format=geojson").json()

    assert feature["id"] == "441702001001"
    assert feature["properties"]["has_boundary"] is True
    assert GEOSGeometry(json.dumps(feature["geometry"])).equals_exact(MultiPolygon(square), 1e-6)
    assert "boundary" not in client.get("/api/v1/grid-units/441702001001/").json()
