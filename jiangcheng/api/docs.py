"""The API's description as a page for people: our own, from the OpenAPI document, without a foreign request."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangcheng.api.description import description
from query.paging import DEFAULT_SIZE, LARGEST_SIZE

KINDS = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "true 或 false", "object": "对象"}
FORMATS = {"date": "日期", "date-time": "时间", "uri": "网址"}
# A question that shows what each address is for.
EXAMPLES = {
    "index": "",
    "centers": "centers/?lat=21.857&lon=111.961&page_size=5",
    "center": "centers/JC001/",
    "services": "services/?channel=home",
    "service": "services/C01/",
    "categories": "categories/",
    "grid_units": "grid-units/?level=STREET",
    "grid_unit": "grid-units/441702/",
    "search": "search/?q=shebao",
    "coverage_summary": "coverage/summary/?minutes=10",
    "coverage_nearest": "coverage/nearest/?lat=21.857&lon=111.961",
    "coverage_isochrone": "coverage/isochrone/?lat=21.857&lon=111.961&minutes=10",
}
CHOICE = re.compile(r"^\* `(?P<value>[^`]*)` - (?P<label>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Field:
    """A parameter or a field of a record, in words."""

    name: str
    kind: str
    part: str | None  # the record it holds, if any
    description: str
    choices: list[str] = field(default_factory=list)
    may_be_null: bool = False
    may_be_absent: bool = False
    is_list: bool = False


@dataclass(frozen=True)
class Answer:
    """What comes back with a status."""

    status: str
    media_type: str
    part: str | None
    description: str


@dataclass(frozen=True)
class Operation:
    """One address."""

    name: str
    path: str
    summary: str
    paragraphs: list[str]
    parameters: list[Field]
    answers: list[Answer]
    example: str


@dataclass(frozen=True)
class Part:
    """A record that answers are made of."""

    name: str
    description: str
    fields: list[Field]


@require_safe
def docs(request):
    """What can be asked and what comes back. Anyone."""
    operations, parts = explained()
    context = {
        "operations": operations,
        "parts": parts,
        "usual_size": DEFAULT_SIZE,
        "largest_size": LARGEST_SIZE,
    }
    return render(request, "api/docs.html", context)


@lru_cache(maxsize=1)
def explained() -> tuple[list[Operation], list[Part]]:
    """The description in words: addresses in the order of EXAMPLES, and the records in their answers."""
    document = description()
    operations = {
        methods["get"]["operationId"]: _operation(path, methods["get"]) for path, methods in document["paths"].items()
    }
    parts = [
        Part(name, schema.get("description", ""), _fields(schema))
        for name, schema in document["components"]["schemas"].items()
    ]
    return [operations[name] for name in EXAMPLES], parts


def _operation(path, operation):
    name = operation["operationId"]
    return Operation(
        name=name,
        path=path,
        summary=operation["summary"],
        paragraphs=operation["description"].split("\n\n"),
        parameters=[_parameter(parameter) for parameter in operation.get("parameters", ())],
        answers=[
            Answer(status, media_type, _part_of(content["schema"]), answer["description"])
            for status, answer in operation["responses"].items()
            for media_type, content in (answer.get("content") or {"": {"schema": {}}}).items()
        ],
        example=reverse("api") + EXAMPLES[name],
    )


def _parameter(parameter):
    schema = parameter["schema"]
    is_selection = parameter["name"] in {"only", "omit"}
    return Field(
        name=parameter["name"],
        kind="字段名，用逗号隔开" if is_selection else _kind(schema),
        part=None,
        description=parameter.get("description", ""),
        choices=schema.get("enum", []),
        may_be_absent=not parameter.get("required"),
    )


def _fields(schema):
    required = schema.get("required", ())
    return [
        Field(
            name=name,
            kind=_kind(node),
            part=_part_of(node),
            description=_first_part(node.get("description", "")),
            choices=_choices(node),
            may_be_null=node.get("nullable", False),
            may_be_absent=name not in required,
            is_list=node.get("type") == "array",
        )
        for name, node in schema.get("properties", {}).items()
    ]


def _kind(node):
    if node.get("type") == "array":
        return f"{_kind(node['items'])}的列表"
    kind = FORMATS.get(node.get("format")) or KINDS.get(node.get("type"), "任意")
    low, high = node.get("minimum"), node.get("maximum")
    return kind if low is None or high is None else f"{kind}，{low} 到 {high}"


def _part_of(node):
    """The name of the record that a schema refers to, in whatever way."""
    for inner in (node, *node.get("allOf", ()), node.get("items", {})):
        if "$ref" in inner:
            return inner["$ref"].rpartition("/")[2]
    return None


def _first_part(text):
    return text.split("\n\n* ")[0].split("* `")[0].strip()


def _choices(node):
    labelled = CHOICE.findall(node.get("description", "")) or CHOICE.findall(
        node.get("items", {}).get("description", "")
    )
    if labelled:
        return [f"{value} {label}" if label != value else value for value, label in labelled]
    values = node.get("enum") or node.get("items", {}).get("enum") or []
    return [value for value in values if value is not None]
