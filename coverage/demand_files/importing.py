"""A file of demand points becomes a version: all of it or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from accounts.audit import Action, record
from centers.coordinates import parse_system
from coverage.demand_files.fitting import fit_of
from coverage.demand_files.places import unit_codes_of
from coverage.demand_files.reading import MOST_ROWS, cut, read_demand_file
from coverage.demand_files.rows import DemandRefused, FitsBetterElsewhere, in_wgs84, refuse_doubles
from coverage.engine.snapping import snap
from coverage.models import DemandPoint, DemandSet, RoadNetwork
from coverage.models.versions import COMMAND_LINE, name_of
from coverage.roads.area import Area
from coverage.roads.importing import digest_of
from exchange.models import plain_name
from exchange.problems import Problem
from grids.sources import Source

AT_ONCE = 2_000


@dataclass(frozen=True)
class DeclaredDemand:
    """What the person says of a file. Without a coordinate system nothing is imported."""

    crs: str
    name: str = ""
    source: str = Source.IMPORT
    data_date: date | None = None
    is_confirmed: bool = False  # the coordinate system, although the points fit the roads better in another


@dataclass(frozen=True)
class DemandOutcome:
    """The version that holds the file, and whether it is a new one."""

    demand_set: DemandSet
    is_new: bool


def import_demand(
    path, declared: DeclaredDemand, *, by=None, area: Area | None = None, file_name="", most_rows=MOST_ROWS
) -> DemandOutcome:
    """Import a file of demand points; it waits to be put to use. The same file again makes no new version.

    :param area: where all points must lie; None takes any place.
    :raises DemandRefused: with every problem; nothing was taken then.
    """
    path = Path(path)
    try:
        system = parse_system(declared.crs)
    except ValueError as error:
        raise DemandRefused([Problem(str(error), "")]) from error
    shown_name = plain_name(file_name or path.name)
    rows = read_demand_file(path, shown_name, most_rows)
    file_digest = digest_of(path)
    digest = hashlib.sha256(f"{file_digest}\n{system.value}".encode()).hexdigest()
    if known := DemandSet.objects.same_as(digest).first():
        return DemandOutcome(known, is_new=False)
    problems: list[Problem] = []
    refuse_doubles(rows, problems.append)
    places = in_wgs84(rows, system, area, problems.append)
    if problems:
        raise DemandRefused(cut(problems))
    report = _on_the_roads(rows, places, system, declared.is_confirmed)
    demand_set = DemandSet(
        name=declared.name or shown_name[:60],
        file_name=shown_name,
        size=path.stat().st_size,
        file_digest=file_digest,
        digest=digest,
        crs=system.value,
        source=declared.source,
        data_date=declared.data_date,
        by=by,
        by_name=name_of(by),
        state=DemandSet.State.READY,
        points_count=len(rows),
        people=sum(row.people for row in rows),
        elders=sum(row.elders or 0 for row in rows),
    )
    _write(demand_set, rows, places, report, by)
    return DemandOutcome(demand_set, is_new=True)


def _on_the_roads(rows, places, system, is_confirmed) -> dict:
    """How the points lie on the network in use; nothing when there is none.

    :raises FitsBetterElsewhere: when another coordinate system fits clearly better, and nobody has confirmed this one.
    """
    active = RoadNetwork.objects.active().first()
    if active is None:
        return {}
    network = active.open()
    fit = fit_of(network, np.array([(row.lon, row.lat) for row in rows]), system)
    if fit and fit.better and not is_confirmed:
        raise FitsBetterElsewhere([Problem(fit.sentence(), "请核对坐标系；确实没有错，再确认一次。")])
    snaps = snap(network, places)
    off = snaps.edge < 0
    people = np.array([row.people for row in rows])
    return {
        "network": active.pk,
        "median_m": round(float(np.median(snaps.access_m[~off])), 1) if (~off).any() else None,
        "off_points": int(off.sum()),
        "off_people": int(people[off].sum()),
        "fits_better_as": fit.better if fit else "",
    }


@transaction.atomic
def _write(demand_set, rows, places, report, by):
    codes = unit_codes_of(places)
    demand_set.imported_at = timezone.now()
    demand_set.report = {
        **report,
        "without_elders": sum(row.elders is None for row in rows),
        "without_unit": codes.count(""),
        "nobody": sum(row.people == 0 for row in rows),
    }
    demand_set.save()
    for start in range(0, len(rows), AT_ONCE):
        some = zip(rows[start : start + AT_ONCE], places[start : start + AT_ONCE], codes[start:], strict=False)
        DemandPoint.objects.bulk_create(
            DemandPoint(
                demand_set=demand_set,
                key=row.key,
                label=row.label,
                location=Point(float(lon), float(lat), srid=4326),
                people=row.people,
                elders=row.elders,
                unit_code=code,
            )
            for row, (lon, lat), code in some
        )
    record(
        Action.IMPORT,
        actor=by or COMMAND_LINE,
        subject=str(demand_set),
        subject_key=demand_set.pk,
        detail={"file": demand_set.file_name, "sha256": demand_set.file_digest, **demand_set.figures()},
    )
