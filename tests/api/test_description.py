"""The description says exactly what the code does; the page made from it is the portal's own."""

import re
from html.parser import HTMLParser

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from jiangcheng.api.description import description
from query.params import Params

ADDRESSES = {
    "/api/v1/": "",
    "/api/v1/centers/": "lat=21.857&lon=111.961&page_size=100",
    "/api/v1/centers/{code}/": "lat=21.857&lon=111.961",
    "/api/v1/services/": "page_size=100",
    "/api/v1/services/{code}/": "",
    "/api/v1/categories/": "",
    "/api/v1/grid-units/": "page_size=100",
    "/api/v1/grid-units/{code}/": "",
    "/api/v1/search/": "q=%E4%B8%AD%E5%BF%83&page_size=50",
    "/api/v1/coverage/summary/": "",
    "/api/v1/coverage/nearest/": "lat=21.857&lon=111.961",
    "/api/v1/coverage/isochrone/": "lat=21.857&lon=111.961",
}
CODES = {
    "/api/v1/centers/{code}/": ["JC001", "JC048", "JC070"],
    "/api/v1/services/{code}/": ["C01", "P32"],
    "/api/v1/grid-units/{code}/": ["441702", "441702002", "441702002015"],
}


def plain_schema(node):
    """OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and objects hold nothing beyond what is described."""
    if isinstance(node, list):
        return [plain_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    node = {name: plain_schema(value) for name, value in node.items()}
    if "$ref" in node:
        node["$ref"] = node["$ref"].replace("#/components/schemas/", "#/$defs/")
    if node.get("type") == "object" and "properties" in node:
        node["additionalProperties"] = False
    if node.pop("nullable", False):
        return {"anyOf": [node, {"type": "null"}]}
    return node


def validator(schema):
    parts = plain_schema(description()["components"]["schemas"])
    return Draft202012Validator(plain_schema(schema) | {"$defs": parts})


def answers(client, path):
    for code in CODES.get(path, [""]):
        yield f"{path.replace('{code}', code)}?{ADDRESSES[path]}"


def test_it_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_every_address_is_described_and_nothing_else():
    assert set(description()["paths"]) == set(ADDRESSES)
    assert description()["openapi"].startswith("3.")
    assert {tuple(methods) for methods in description()["paths"].values()} == {("get",)}


@pytest.mark.parametrize("path", ADDRESSES)
def test_answers_are_as_described(client, db, path):
    content = description()["paths"][path]["get"]["responses"]["200"]["content"]

    for address in answers(client, path):
        for media_type, described in content.items():
            suffix = "&format=geojson" if "geo+json" in media_type else ""
            response = client.get(address + suffix)
            assert response.headers["Content-Type"] == media_type
            validator(described["schema"]).validate(response.json())


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path != "/api/v1/"])
def test_refusals_are_as_described(client, db, path):
    responses = description()["paths"][path]["get"]["responses"]
    refused = client.get(next(answers(client, path)).partition("?")[0] + "?only=nonsense")
    validator(responses["400"]["content"]["application/json"]["schema"]).validate(refused.json())
    if path in CODES:
        absent = client.get(path.replace("{code}", "000000"))
        assert absent.status_code == 404
        validator(responses["404"]["content"]["application/json"]["schema"]).validate(absent.json())


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_parameters_described_are_those_that_are_read(client, db, monkeypatch, path):
    read, text = set(), Params.text

    def noting(self, name, *args, **kwargs):
        read.add(name)
        return text(self, name, *args, **kwargs)

    monkeypatch.setattr(Params, "text", noting)
    client.get(next(answers(client, path)))

    described = description()["paths"][path]["get"].get("parameters", [])
    assert {one["name"] for one in described if one["in"] == "query"} == read


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_is_described_as_a_choice_is_taken_and_nothing_else(client, db, path):
    address = next(answers(client, path))
    for parameter in description()["paths"][path]["get"].get("parameters", []):
        values = parameter["schema"].get("enum", [])
        for value in values:
            assert client.get(f"{address}&{parameter['name']}={value}").status_code in {200, 301}, (path, value)
        if values:
            assert client.get(f"{address}&{parameter['name']}=nonsense").status_code == 400


def test_the_description_is_openapi_as_json(client, db):
    response = client.get("/api/v1/schema/")

    assert response.headers["Content-Type"] == "application/vnd.oai.openapi+json"
    assert response.json()["info"]["title"]


class Page(HTMLParser):
    """Collects what the strict policy forbids, and where the page leads."""

    def __init__(self):
        super().__init__()
        self.forbidden, self.links, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "style" or "style" in attributes or any(name.startswith("on") for name in attributes):
            self.forbidden.append((tag, attributes))
        if tag == "script" and "src" not in attributes:
            self.forbidden.append((tag, attributes))
        for name in ("src", "href", "action"):
            if name in attributes:
                self.links.append(attributes[name])
        if "id" in attributes:
            self.ids.append(attributes["id"])


def test_the_page_explains_every_address_and_field_by_itself(client, db):
    response = client.get("/api/v1/docs/")

    html = response.content.decode()
    page = Page()
    page.feed(html)
    assert page.forbidden == []
    assert not [link for link in page.links if re.match(r"(https?:)?//", link) and "testserver" not in link]
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    for path, methods in description()["paths"].items():
        assert f"GET {path}" in html
        for parameter in methods["get"].get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in html
    for part in description()["components"]["schemas"].values():
        for name in part.get("properties", {}):
            assert f"<code>{name}</code>" in html


def test_the_examples_on_the_page_work(client, db):
    page = Page()
    page.feed(client.get("/api/v1/docs/").content.decode())

    examples = [link for link in page.links if link.startswith("/api/v1/")]
    assert len(examples) >= len(ADDRESSES)
    for link in examples:
        assert client.get(link).status_code == 200, link
