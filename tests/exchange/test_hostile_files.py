"""Files that must not be opened: they are refused before anything of them is parsed, with a sentence that helps."""

import struct
import subprocess
import sys
import textwrap
import time
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from openpyxl import load_workbook

from exchange.archive import refuse_dangerous
from exchange.problems import FileUnreadable
from exchange.registry import resource_named
from exchange.sheets import find_header, opened
from tests.exchange.conftest import send, table, workbook

GOOD = workbook(["编码", "中心名称"], ["JC001", "甲"])


def changed(content: bytes, **parts) -> bytes:
    """A workbook with parts replaced or added: by name, as bytes or a function of the old bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            new = parts.pop(entry.filename, None)
            old = source.read(entry)
            target.writestr(entry.filename, old if new is None else new(old) if callable(new) else new)
        for name, new in parts.items():
            target.writestr(name, new)
    return buffer.getvalue()


def refusal(tmp_path, content, name="资料.xlsx") -> str:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable) as error:
        read(path, name)
    return str(error.value.problem)


def rows_of(tmp_path, content) -> list:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    return read(path)


def read(path, name="") -> list:
    with opened(path, name) as sheets:
        return [row for _, rows in sheets for row in rows]


SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """A file of a few hundred kilobytes that unpacks to 300 MB."""
    path = tmp_path_factory.mktemp("bomb") / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(SHEET, "w") as part:
        for _ in range(300):
            part.write(b" " * (1024 * 1024))
    assert path.stat().st_size < 700 * 1024
    return path


def lie(path, tmp_path, *, size=1000):
    """The same file, whose headers say that it unpacks to little."""
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\1\2")
    content[at + 24 : at + 28] = struct.pack("<L", size)
    content[22:26] = struct.pack("<L", size)
    lying = tmp_path / "lying.xlsx"
    lying.write_bytes(content)
    return lying


@pytest.mark.parametrize("is_lying", [False, True])
def test_a_bomb_is_refused_in_two_seconds_and_a_hundred_megabytes(bomb, tmp_path, is_lying):
    path = lie(bomb, tmp_path) if is_lying else bomb
    program = """
        import re, sys, time
        from pathlib import Path
        from exchange.archive import refuse_dangerous
        from exchange.problems import FileUnreadable
        start = time.process_time()
        try:
            refuse_dangerous(Path(sys.argv[1]))
        except FileUnreadable as error:
            memory = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
            print(time.process_time() - start, memory, error, sep="\\n")
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    seconds, kilobytes, reason = run.stdout.splitlines()
    assert float(seconds) < 2
    assert int(kilobytes) < 100 * 1024
    assert "解开后" in reason


@pytest.mark.django_db
def test_a_bomb_is_refused_on_the_page(bomb, as_staff):
    start = time.process_time()
    answer = send(as_staff, "centers", bomb.read_bytes())
    assert answer.status_code == 400
    assert "解开后" in answer.content.decode()
    assert time.process_time() - start < 2


def test_a_small_file_that_unpacks_a_thousandfold_is_refused(tmp_path):
    assert "压缩得不正常" in refusal(tmp_path, changed(GOOD, **{"xl/media/a.bin": b"0" * (20 * 1024 * 1024)}))


def test_too_many_parts_are_refused(tmp_path):
    parts = {f"xl/media/{number}.bin": b"" for number in range(1001)}
    assert "部件太多" in refusal(tmp_path, changed(GOOD, **parts))


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    with pytest.raises(FileUnreadable, match="超过 10 MB"):
        refuse_dangerous(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
    ],
)
def test_declarations_and_external_entities_are_refused(tmp_path, declaration, encoding):
    def with_declaration(old):
        text = old.decode().removeprefix("<?xml version='1.0' encoding='UTF-8'?>")
        return f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{text}'.encode(encoding)

    assert "外部实体" in refusal(tmp_path, changed(GOOD, **{SHEET: with_declaration}))


@pytest.mark.parametrize("name", ["带宏.xlsm", "带宏.xltm", "带宏.xlsb"])
def test_files_that_may_hold_macros_are_refused_by_name(tmp_path, name):
    assert "宏" in refusal(tmp_path, GOOD, name)


def test_macros_are_refused_whatever_the_file_is_called(tmp_path):
    assert "带有宏" in refusal(tmp_path, changed(GOOD, **{"xl/vbaProject.bin": b"x"}))
    types = {
        "[Content_Types].xml": lambda old: old.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    }
    assert "带有宏" in refusal(tmp_path, changed(GOOD, **types))


def test_old_and_encrypted_files_say_how_to_save_them(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
    assert "另存为" in refusal(tmp_path, ole)
    assert "取消密码" in refusal(tmp_path, ole + "EncryptedPackage".encode("utf-16-le"))
    assert ".xls。" in refusal(tmp_path, ole, "台账.xls")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"not a zip at all", GOOD[:500], GOOD[:-30], GOOD.replace(b"PK\3\4", b"PK\3\5", 1)],
    ids=["empty", "two bytes", "text", "beginning", "without end", "broken header"],
)
def test_damaged_files_are_refused(tmp_path, content):
    assert refusal(tmp_path, content)


def test_broken_xml_is_refused_and_not_a_failure(tmp_path):
    cut = changed(GOOD, **{SHEET: lambda old: old[: len(old) // 2]})
    text, no_text = b't="inlineStr"><is><t>JC001</t></is>', b't="s"><v>99</v>'
    without_text = changed(GOOD, **{SHEET: lambda old: old.replace(text, no_text)})
    for content in (cut, without_text):
        assert "损坏" in refusal(tmp_path, content)


@pytest.mark.parametrize("dimension", ["A1", "A1:A1", "A1:B2", "Z90:ZZ99"])
def test_a_wrong_dimension_loses_no_row(tmp_path, dimension):
    content = workbook(["编码", "中心名称"], *([f"N{number}", f"中心{number}"] for number in range(30)))

    def stated_wrong(old):
        start, end = old.index(b"<dimension"), old.index(b"/>", old.index(b"<dimension")) + 2
        return old[:start] + f'<dimension ref="{dimension}"/>'.encode() + old[end:]

    rows = rows_of(tmp_path, changed(content, **{SHEET: stated_wrong}))
    assert len(rows) == 31
    assert rows[-1][1][:2] == ("N29", "中心29")


def test_a_row_number_beyond_every_sheet_does_not_run_for_ever(tmp_path):
    far = {SHEET: lambda old: old.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="A2"', b'r="A999999"')}
    start = time.process_time()
    assert "行号" in refusal(tmp_path, changed(GOOD, **far))
    assert time.process_time() - start < 5


def test_a_row_after_a_long_gap_is_found_with_its_number(tmp_path):
    gap = {SHEET: lambda old: old.replace(b'<row r="2"', b'<row r="900000"').replace(b'"A2"', b'"A900000"')}
    assert rows_of(tmp_path, changed(GOOD, **gap))[-1][0] == 900_000


def test_the_annotated_copy_carries_no_formula_and_nothing_foreign(tmp_path):
    from exchange.annotating import annotated_copy
    from exchange.problems import Problem

    path = tmp_path / "file.xlsx"
    path.write_bytes(table({"编码": "JC001", "中心名称": "=1+1", "别的": '=HYPERLINK("http://x")'}))
    file = annotated_copy(
        resource_named("centers"), path, "x.xlsx", [Problem("这是公式。", "请改。", "表一", 2, "中心名称", "=1+1")]
    )
    sheet = load_workbook(file).worksheets[0]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "s", "s"]
    assert sheet["B2"].fill.fgColor.rgb == "00FFD9D6"
    assert "这是公式" in sheet["B2"].comment.text
    assert (sheet["D1"].value, sheet["D2"].value) == ("问题", "中心名称：这是公式。请改。")


def test_the_header_may_stand_on_a_later_sheet(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["填表说明"])
    book.create_sheet("名单").append(["备注", "中心名称", "编码"])
    path = tmp_path / "file.xlsx"
    book.save(path)
    centers = resource_named("centers")
    with opened(path) as sheets:
        header, _ = find_header(sheets, centers.columns, centers.is_header)
    assert (header.sheet, header.ignored) == ("名单", ["备注"])
