"""Two clicks at once, and a file whose sheet has a name that no spreadsheet would give it."""

import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from exchange.models import ImportVersion
from tests.exchange.conftest import applied, table, uploaded

pytestmark = pytest.mark.django_db


def test_an_upload_that_was_applied_meanwhile_is_not_given_up(as_staff, ours):
    version = uploaded(as_staff, "rooms", table({"中心编码": ours.code, "类型": "办公室", "名称": "新的办公室"}))
    page_of_the_slow_click = ImportVersion.objects.get(pk=version.pk)
    assert as_staff.post(reverse("admin:exchange_importversion_apply", args=[version.pk])).status_code == 302
    assert not page_of_the_slow_click.drop()
    version.refresh_from_db()
    assert version.state == ImportVersion.State.APPLIED
    assert version.path.exists()


def test_a_sheet_with_an_impossible_name_comes_back_annotated(as_staff, ours):
    content = table({"中心编码": ours.code, "类型": "没有这种室"})
    renamed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            inner = before.read(entry)
            if entry.filename == "xl/workbook.xml":
                inner = re.sub(rb'name="[^"]*" sheetId', 'name="功能/室[1]*?" sheetId'.encode(), inner)
            after.writestr(entry.filename, inner)
    version = uploaded(as_staff, "rooms", renamed.getvalue())
    assert version.state == ImportVersion.State.WRONG
    answer = as_staff.get(reverse("admin:exchange_importversion_annotated", args=[version.pk]))
    assert answer.status_code == 200
    (name,) = load_workbook(BytesIO(b"".join(answer.streaming_content))).sheetnames
    assert not set("[]:*?/\\") & set(name)


def test_what_an_upload_wrote_is_told_in_chinese(as_staff, ours):
    version = applied(as_staff, "rooms", table({"中心编码": ours.code, "类型": "办公室", "名称": "新的办公室"}))
    page = as_staff.get(reverse("admin:centers_center_history", args=[ours.pk])).content.decode()
    assert f"导入记录{version.pk}" in page
