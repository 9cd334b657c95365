"""Whether a file may be read at all: its kind, its size and what its blocks say that they unpack to.

A .osm.pbf file is a row of blocks: four bytes with the length of a header, the header (its kind and the length of the
block), the block. Every header is read before anything is unpacked, so a file that claims ten gigabytes is refused by
its claim. Source: OpenStreetMap wiki, "PBF Format".
"""

import struct
from pathlib import Path

from coverage.roads.problems import RoadsRefused

MB = 1 << 20
LARGEST = {"pbf": 1024 * MB, "osm": 1024 * MB, "geojson": 200 * MB}
LARGEST_UNPACKED = 6 * 1024 * MB
LARGEST_HEADER = 64 * 1024  # both limits as the format has them
LARGEST_BLOCK = 32 * MB
# Street data shrinks to a half or a third; a bomb to a thousandth.
HIGHEST_RATIO = 20
SMALL_ENOUGH = 64 * MB
ENDINGS = {".osm.pbf": "pbf", ".pbf": "pbf", ".osm": "osm", ".geojson": "geojson"}
DAMAGED = "文件不完整，或者已经损坏。请重新下载。"


def kind_of(name: str) -> str:
    """`pbf`, `osm` or `geojson` by the ending of a file's name.

    :raises RoadsRefused: for any other.
    """
    lower = name.lower()
    for ending, kind in ENDINGS.items():
        if lower.endswith(ending):
            return kind
    raise RoadsRefused("只能读取 .osm.pbf、.osm 和 .geojson 文件。")


def refuse_dangerous(path: Path, kind: str) -> None:
    """Look at a file before it is read.

    :raises RoadsRefused: when it is absent, empty, too large, or not what its name says.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(512)
            if not size:
                raise RoadsRefused("文件是空的。")
            if size > LARGEST[kind]:
                raise RoadsRefused(f"文件太大，最多 {LARGEST[kind] // MB} MB。请下载更小的区域（例如只要广东省）。")
            _refuse_other_kind(start, kind)
            if kind == "pbf":
                _refuse_bad_blocks(file, size)
    except OSError as error:
        raise RoadsRefused("读不到文件，请检查文件名。") from error


def _refuse_other_kind(start: bytes, kind: str):
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind == "pbf" and b"OSMHeader" not in start[:64]:
        raise RoadsRefused("这不是 .osm.pbf 文件，或者开头已经损坏。请重新下载。")
    if kind == "osm" and not text.startswith(b"<"):
        raise RoadsRefused("这不是 .osm 文件（OpenStreetMap 的 XML）。压缩过的请先解压。")
    if kind == "geojson" and not text.startswith(b"{"):
        raise RoadsRefused("这不是 GeoJSON 文件。")


def _refuse_bad_blocks(file, size: int):
    at = unpacked = 0
    while at < size:
        file.seek(at)
        prefix = file.read(4)
        (length,) = struct.unpack(">I", prefix) if len(prefix) == 4 else (0,)
        if not 0 < length <= LARGEST_HEADER:
            raise RoadsRefused(DAMAGED)
        block = _field(file.read(length), 3)
        at += 4 + length
        if not 0 < block <= LARGEST_BLOCK or at + block > size:
            raise RoadsRefused(DAMAGED)
        # The size that it unpacks to stands at the beginning of a block, or right behind the packed bytes.
        claimed = _unpacked_size(file, at, block)
        if claimed > LARGEST_BLOCK:
            raise RoadsRefused(DAMAGED)
        unpacked += claimed
        at += block
        if unpacked > LARGEST_UNPACKED or (unpacked > SMALL_ENOUGH and unpacked > HIGHEST_RATIO * size):
            raise RoadsRefused("文件压缩得不正常，解开后会大很多倍，没有读取。请重新下载。")


def _unpacked_size(file, at: int, block: int) -> int:
    """What a block says that it unpacks to (field 2 of a Blob); its own length when it is not packed."""
    position, end = at, at + block
    while position < end:
        file.seek(position)
        head = file.read(20)
        key, used = _varint(head, 0)
        value, used = _varint(head, used)
        if key >> 3 == 2 and key & 7 == 0:
            return value
        if key & 7 == 2:
            position += used + value
        elif key & 7 == 0:
            position += used
        else:
            raise RoadsRefused(DAMAGED)
    return block


def _field(message: bytes, wanted: int) -> int:
    """A whole number of a protobuf message; 0 when it is not there."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == 0 and key >> 3 == wanted:
            return value
        if key & 7 == 2:
            at += value
        elif key & 7 != 0:
            raise RoadsRefused(DAMAGED)
    return 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise RoadsRefused(DAMAGED)
