"""Files as people send them, and the two communities that must not see each other."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from exchange.models import ImportVersion
from exchange.registry import resource_named


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def neighbour(foreign, user_with_post):
    return user_with_post(foreign.unit.code)


@pytest.fixture
def street(ours, user_with_post):
    return user_with_post(ours.unit.parent_id, role="street")


def list_address(kind, page):
    opts = resource_named(kind).model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}")


def workbook(*rows, title=None, sheet="表一") -> bytes:
    """An .xlsx of these rows; the first is the header."""
    book = Workbook()
    book.active.title = sheet
    if title:
        book.active.append([title])
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def table(*records, title=None) -> bytes:
    """An .xlsx of dictionaries by header."""
    headers = list(dict.fromkeys(header for record in records for header in record))
    return workbook(headers, *([record.get(header) for header in headers] for record in records), title=title)


def send(client, kind, content, *, name="资料.xlsx", **data):
    """Upload a file; answers the response."""
    upload = SimpleUploadedFile(name, content)
    return client.post(list_address(kind, "upload"), {"file": upload, **data})


def uploaded(client, kind, content, **data) -> ImportVersion:
    """Upload a file that can be read; answers its version."""
    answer = send(client, kind, content, **data)
    assert answer.status_code == 302, answer.context["form"].errors
    return ImportVersion.objects.latest("pk")


def step(client, version, name, **data):
    """Confirm, drop or roll back."""
    return client.post(reverse(f"admin:exchange_importversion_{name}", args=[version.pk]), data)


def page(client, version, **data):
    return client.get(reverse("admin:exchange_importversion_change", args=[version.pk]), data)


def applied(client, kind, content, **data) -> ImportVersion:
    """Upload and confirm."""
    version = uploaded(client, kind, content, **data)
    answer = step(client, version, "apply")
    assert answer.status_code == 302, version.findings
    version.refresh_from_db()
    return version


def downloaded(client, kind, query=""):
    """The rows of a download as dictionaries by header."""
    answer = client.get(list_address(kind, "download_xlsx") + query)
    assert answer.status_code == 200
    return records(b"".join(answer.streaming_content))


def records(content: bytes) -> list[dict]:
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def reasons(version) -> list[str]:
    """Why the rows of a file are wrong, with their columns."""
    return [f"{found['row']} {found['column']}: {found['reason']}" for found in version.findings["problems"]]
