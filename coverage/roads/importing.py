"""A street file becomes a version of the walking network: read, cut, built, kept, put to use; or nothing of it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.audit import Action, record
from centers.coordinates import CoordinateSystem, parse_system, to_wgs84
from coverage.models import RoadNetwork
from coverage.models.versions import COMMAND_LINE, NotPossible, name_of, take_coverage_turn
from coverage.roads.area import MARGIN_M, Area, read_area
from coverage.roads.building import Built, build_network
from coverage.roads.geojson import read_geojson
from coverage.roads.guarding import kind_of, refuse_dangerous
from coverage.roads.osm import LICENCE, SOURCE, read_osm
from coverage.roads.problems import RoadsRefused
from exchange.models import plain_name

# Grows when the rules of tags or of building change: then the same file makes another network.
RULES = "1"
CHUNK = 1 << 20
TOO_LARGE = "文件太大，内存放不下。请下载更小的区域（例如只要广东省）。"


@dataclass(frozen=True)
class Declared:
    """What the person says of a file."""

    crs: str = ""
    source: str = ""
    licence: str = ""
    data_date: date | None = None
    area_path: Path | None = None
    margin_m: float = MARGIN_M


@dataclass(frozen=True)
class Outcome:
    """The version that holds the file, and whether it is a new one."""

    network: RoadNetwork
    is_new: bool


def import_roads(path, declared: Declared, *, by=None, activate=True, name="", progress=None) -> Outcome:
    """Import a street file from this machine; the same file again makes no new version.

    :raises RoadsRefused: when nothing was taken of it; the network in use stays.
    """
    path = Path(path)
    kind = kind_of(name or path.name)
    refuse_dangerous(path, kind)
    file_digest = digest_of(path)
    digest = inputs_digest(file_digest, kind, declared)
    if known := RoadNetwork.objects.same_as(digest).first():
        return Outcome(known, is_new=False)
    network = RoadNetwork(
        file_name=plain_name(name or path.name),
        size=path.stat().st_size,
        file_digest=file_digest,
        crs=_system(declared.crs, kind),
        source=declared.source,
        licence=declared.licence,
        data_date=declared.data_date,
        by=by,
        by_name=name_of(by),
        activates_itself=activate,
    )
    fill(network, path, kind, declared, digest, by=by, progress=progress)
    return Outcome(network, is_new=True)


def fill(network: RoadNetwork, path: Path, kind: str, declared: Declared, digest: str, *, by=None, progress=None):
    """Read the file into a version, saved or not yet.

    :raises RoadsRefused: when nothing was taken of it.
    """
    tell = progress or (lambda stage: None)
    try:
        built = _built(network, path, kind, declared, tell)
    except MemoryError as error:
        raise RoadsRefused(TOO_LARGE) from error
    tell("启用" if network.activates_itself else "保存")
    network.report = built.report
    network.digest = digest
    try:
        with transaction.atomic():
            take_coverage_turn()
            network.keep_base(built.network)
            network.save()
            _write_down(network, by)
            network.finish(by)
    except NotPossible as error:
        raise RoadsRefused(str(error)) from error


def _built(network, path, kind, declared, tell) -> Built:
    area = area_of(declared)
    ways = _read(path, kind, network.crs, area, declared, tell)
    _take_facts(network, ways, area)
    meta = {
        "crs": "EPSG:4326",
        "source": network.source,
        "licence": network.licence,
        "data_date": network.data_date.isoformat() if network.data_date else "",
        "made_by_version": RULES,
    }
    return build_network(ways, area, meta, tell)


def area_of(declared: Declared) -> Area:
    """The area that the file is cut to: the district's outline, or the file that was named."""
    if declared.area_path is None:
        return read_area(settings.DATA_DIR / "outline.geojson", "江城区", declared.margin_m)
    return read_area(declared.area_path, margin_m=declared.margin_m)


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def inputs_digest(file_digest: str, kind: str, declared: Declared) -> str:
    """Of everything that the network depends on but the edits."""
    area_path = declared.area_path or settings.DATA_DIR / "outline.geojson"
    try:
        area_digest = digest_of(Path(area_path))
    except OSError as error:
        raise RoadsRefused("读不到范围文件，请检查文件名。") from error
    told = [file_digest, kind, area_digest, str(float(declared.margin_m)), _system(declared.crs, kind), RULES]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _system(crs: str, kind: str) -> str:
    """The declared system; OpenStreetMap has only one."""
    try:
        system = parse_system(crs) if crs else CoordinateSystem.WGS84
    except ValueError as error:
        raise RoadsRefused(str(error)) from error
    if kind != "geojson" and system != CoordinateSystem.WGS84:
        raise RoadsRefused("OpenStreetMap 的文件一定是 WGS-84，请不要选别的坐标系。")
    return system.value


def _read(path, kind, system, area, declared, tell):
    def count(number):
        tell(f"已读 {number} 条路")

    tell("读取文件")
    if kind != "geojson":
        return read_osm(path, kind, area.bounds, count)
    is_shifted = system in {CoordinateSystem.GCJ02, CoordinateSystem.BD09}
    convert = (lambda lon, lat: to_wgs84(lon, lat, system)) if is_shifted else None
    return read_geojson(path, area.bounds, convert=convert, is_declared=bool(declared.crs), progress=count)


def _take_facts(network, ways, area):
    """What the file says of itself, where the person has said nothing."""
    network.area = area.name
    network.source = network.source or ways.source or "未注明"
    network.licence = LICENCE if ways.source == SOURCE else network.licence or "未注明"
    if network.data_date is None and ways.data_date:
        network.data_date = date.fromisoformat(ways.data_date)


def _write_down(network, by):
    record(
        Action.IMPORT,
        actor=by or COMMAND_LINE,
        subject=str(network),
        subject_key=network.pk,
        detail={"file": network.file_name, "sha256": network.file_digest, **network.figures()},
    )
