"""Whether an uploaded .xlsx may be opened at all: size, kind and unpacked size, before any XML is parsed.

The headers of a zip may lie, so every entry is inflated once in small pieces and counted: afterwards the sizes that the
headers state are the true ones, and whoever reads the file next cannot be surprised.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from exchange.problems import FileUnreadable

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 1000
# Worksheets shrink to a tenth or a twentieth; a bomb to a thousandth.
HIGHEST_RATIO = 200
SMALL_ENOUGH = 4 * 1024 * 1024  # unpacked; no ratio is too high below
CHUNK = 64 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls files and encrypted workbooks begin with
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535
_LARGEST_DIRECTORY = MOST_ENTRIES * 400  # bytes
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _DECLARATIONS)) - 1

SAVE_AS_XLSX = "请在表格软件里用“另存为”，类型选“Excel 工作簿（.xlsx）”。"
SAVE_AGAIN = "请用表格软件重新另存为 .xlsx。"


def refuse_dangerous(path: Path, name: str = "") -> None:
    """Look at a file before it is parsed.

    :param name: what the person calls it, when `path` is a copy under another name.
    :raises FileUnreadable: when it is no .xlsx, too large, packed too tightly, encrypted, or carries macros or a DTD.
    """
    suffix = Path(name or path.name).suffix.lower()
    if suffix in {".xlsm", ".xltm", ".xlsb"}:
        raise FileUnreadable("文件可能带有宏，不能导入。", SAVE_AS_XLSX)
    if suffix == ".xls":
        raise FileUnreadable("只能读取 .xlsx 文件，这是旧格式 .xls。", SAVE_AS_XLSX)
    if suffix != ".xlsx":
        raise FileUnreadable("只能读取 .xlsx 文件。", SAVE_AS_XLSX)
    if not path.is_file():
        raise FileUnreadable(f"没有找到文件 {path}。", "请检查文件名。")
    if path.stat().st_size > LARGEST_FILE:
        raise FileUnreadable(f"文件超过 {LARGEST_FILE >> 20} MB。", "请删去图片和无关的工作表。")
    with path.open("rb") as file:
        _refuse_old_or_encrypted(file)
        try:
            _refuse_long_directory(file)
            with zipfile.ZipFile(file) as archive:
                _look_inside(file, archive.infolist())
        except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError) as error:
            raise FileUnreadable("这不是 .xlsx 文件，或者已经损坏。", SAVE_AGAIN) from error


def _refuse_old_or_encrypted(file):
    start = file.read(len(_OLE))
    if start != _OLE:
        return
    file.seek(0)
    if _ENCRYPTED in file.read(LARGEST_FILE):
        raise FileUnreadable("文件设了打开密码，读不了。", "请在表格软件里取消密码，再另存为 .xlsx。")
    raise FileUnreadable("这是旧格式的表格（.xls），只是改了扩展名。", SAVE_AS_XLSX)


def _refuse_long_directory(file):
    """The list of entries is read as a whole, so its length is looked at first."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _LONGEST_COMMENT))
    tail = file.read()
    at = len(tail) - _END.size
    if tail[at : at + 4] != b"PK\5\6":
        at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise zipfile.BadZipFile
    length = _END.unpack_from(tail, at)[5]
    is_zip64 = tail[max(0, at - 20) : at].startswith(b"PK\6\7")
    if length > _LARGEST_DIRECTORY or is_zip64:
        raise FileUnreadable("文件里的部件太多。", SAVE_AGAIN)


def _look_inside(file, entries):
    if len(entries) > MOST_ENTRIES:
        raise FileUnreadable("文件里的部件太多。", SAVE_AGAIN)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileUnreadable("文件加了密，读不了。", "请取消密码，再另存为 .xlsx。")
    if any("vbaproject" in entry.filename.lower() for entry in entries):
        raise FileUnreadable("文件带有宏，不能导入。", SAVE_AS_XLSX)
    _refuse_size(sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries))
    unpacked = packed = 0
    for entry in entries:
        packed += entry.compress_size
        size, before = 0, b""
        for piece in _inflated(file, entry):
            size += len(piece)
            unpacked += len(piece)
            _refuse_size(unpacked, packed)
            window = before + piece
            if any(word in window for word in _DECLARATIONS):
                raise FileUnreadable("打不开这个文件：里面有不允许的声明（DTD 或外部实体）。", SAVE_AGAIN)
            if entry.filename == "[Content_Types].xml" and b"macroEnabled" in window:
                raise FileUnreadable("文件带有宏，不能导入。", SAVE_AS_XLSX)
            before = window[-_OVERLAP:]
        if size != entry.file_size:
            raise zipfile.BadZipFile(entry.filename)


def _refuse_size(unpacked: int, packed: int):
    if unpacked > LARGEST_UNPACKED:
        raise FileUnreadable(f"文件解开后超过 {LARGEST_UNPACKED >> 20} MB。", "请删去无关的内容。")
    if unpacked > SMALL_ENOUGH and unpacked > HIGHEST_RATIO * packed:
        raise FileUnreadable("文件压缩得不正常，解开后会大几百倍。", SAVE_AGAIN)


def _inflated(file, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """What the entry really holds, in pieces of at most CHUNK."""
    file.seek(entry.header_offset)
    header = file.read(30)
    if header[:4] != b"PK\3\4":
        raise zipfile.BadZipFile(entry.filename)
    file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
    left = entry.compress_size
    if entry.compress_type == zipfile.ZIP_STORED:
        while left > 0 and (piece := file.read(min(left, CHUNK))):
            left -= len(piece)
            yield piece
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(entry.filename)
    inflate = zlib.decompressobj(-15)
    while not inflate.eof:
        packed = inflate.unconsumed_tail
        if not packed:
            packed = file.read(min(left, CHUNK))
            left -= len(packed)
        piece = inflate.decompress(packed, CHUNK)
        if not piece and not packed:
            raise zipfile.BadZipFile(entry.filename)
        yield piece
