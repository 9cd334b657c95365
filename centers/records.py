"""Centres as the API tells them: ready JSON, made again only when something in it has changed.

A record is kept per process under the centre's revision, which grows with every change of the centre and its parts,
and under the search index's version, which grows when a unit or an item gets another name. What depends on the clock
(open or not, the next change) is kept until the clock changes it. What depends on the asker comes last.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from centers import hours, walking
from centers.cards import opening
from centers.models import Center
from centers.rows import Row
from centers.schedule import Schedule, schedules_of
from grids.models import GridUnit
from grids.sources import Source
from query.answers import Selection, dump, members
from query.codes import COMMUNITY_LENGTH, STREET_LENGTH
from query.kept import Kept

# A record is about 2 kB.
MOST_RECORDS = 12_000
# From this many on, one read of everything is cheaper than naming each.
MANY = 500
TIERS, SETTINGS = dict(Center.Tier.choices), dict(Center.Setting.choices)
STATUSES, PREMISES = dict(Center.Status.choices), dict(Center.Premises.choices)
SOURCES = dict(Source.choices)


@dataclass(slots=True)
class Record:
    """A centre as the API tells it."""

    pk: int
    code: str
    # The members of its JSON object that change only with its data.
    told: bytes
    # [longitude, latitude] as JSON, null when nobody knows where it is.
    position: bytes
    schedule: Schedule
    is_suspended: bool
    hours_are_known: bool
    # Not so, rarely: its place has no entry in the search index, whose version would tell of a new name.
    is_lasting: bool
    # From when until when it holds, and `told` with the members that the clock changes.
    now: tuple[datetime, datetime, bytes] | None = None

    def at(self, when: datetime) -> tuple[datetime, datetime, bytes]:
        """`now` as it is at `when`."""
        now = self.now  # once: another thread, a moment later, may put the next one there
        if now is None or not now[0] <= when < now[1]:
            now = self.now = self._made_at(when)
        return now

    def holds_until(self, when: datetime) -> datetime:
        """Until when what is told at `when` may be kept; `when` itself for what may not be kept at all."""
        return self.at(when)[1] if self.is_lasting else when

    def text(self, when: datetime, selection: Selection, more: bytes = b"") -> bytes:
        """Its JSON object at `when`, with `more` members at the end (each after a comma)."""
        return selection.of_json(b"{%b%b}" % (self.at(when)[2], more))

    def feature(self, when: datetime, selection: Selection, more: bytes = b"") -> bytes:
        """Its GeoJSON feature with the same properties."""
        geometry = b"null" if self.position == b"null" else b'{"type":"Point","coordinates":%b}' % self.position
        parts = dump(self.code), geometry, self.text(when, selection, more)
        return b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}' % parts

    def _made_at(self, when):
        state = opening(when, self.schedule, suspended=self.is_suspended, known=self.hours_are_known, is_sample=False)
        local = when.astimezone(hours.SHANGHAI)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        until = min(filter(None, [midnight, state.opens_at, state.closes_at]))
        told = members(
            {
                "open_now": state.is_open,
                "open_state": state.word,
                "open_label": state.label,
                "open_change": state.change,
                "opens_at": _iso(state.opens_at),
                "closes_at": _iso(state.closes_at),
            }
        )
        # In UTC as `when` is: times of two zones cost more to compare.
        return when, until.astimezone(UTC), b"%b,%b" % (self.told, told)


def _iso(when):
    return None if when is None else when.isoformat()


def ways(rows: list[Row]) -> list[bytes]:
    """The further members that tell how far away each is; empty when that is unknown."""
    walk = walking.walker()
    return [b"" if row.distance_m is None else _way(row.distance_m, walk(row.distance_m)) for row in rows]


def _way(metres, minutes):
    return b',"distance_m":%.1f,"walk_minutes":%d' % (metres, minutes)


_KEPT = Kept(MOST_RECORDS)


def records_of(rows: list[Row]) -> list[tuple[Record, bytes]]:
    """The rows' records, each with its `ways`, in their order; a centre deleted meanwhile is left out.

    No query when all are kept, five when some are not, whatever their number. A record is read after its row: it is
    never older than the version that it is kept under.
    """
    versions = {row.pk: row.version for row in rows}
    found = _KEPT.get(versions)
    for record in _load([pk for pk in versions if pk not in found]):
        found[record.pk] = record
        if record.is_lasting:
            _KEPT.put(record.pk, versions[record.pk], record)
    return [(found[row.pk], way) for row, way in zip(rows, ways(rows), strict=True) if row.pk in found]


def _load(keys):
    if not keys:
        return []
    centers = Center.objects.published().with_offering_count()
    if len(keys) < MANY:
        centers = centers.filter(pk__in=keys)
    wanted = set(keys)
    centers = [center for center in centers if center.pk in wanted]
    places = _places(centers)
    schedules = schedules_of([center.pk for center in centers])
    return [_record(center, places[center.unit_id], schedules[center.pk]) for center in centers]


@dataclass(slots=True)
class _Place:
    """Where a centre belongs: its unit, and the street and community that this is or lies in."""

    code: str
    name: str
    level: int
    street: tuple[str | None, str | None]
    community: tuple[str | None, str | None]


def _places(centers) -> dict[int, _Place]:
    """The centres' places by the key of their unit, in two reads."""
    units = GridUnit.objects.filter(pk__in={center.unit_id for center in centers})
    units = list(units.values_list("pk", "code", "name", "level"))
    above = {code[:end] for _, code, _, _ in units for end in (STREET_LENGTH, COMMUNITY_LENGTH)}
    names = dict(GridUnit.objects.filter(code__in=above).values_list("code", "name"))

    def part(code, end):
        return (code[:end], names.get(code[:end])) if len(code) >= end else (None, None)

    return {
        pk: _Place(code, name, level, part(code, STREET_LENGTH), part(code, COMMUNITY_LENGTH))
        for pk, code, name, level in units
    }


def _record(center, place, schedule):
    lon, lat = _rounded(center.location)
    return Record(
        pk=center.pk,
        code=center.code,
        told=members(_told(center, place, lon, lat)),
        position=b"null" if lon is None else dump([lon, lat]),
        schedule=schedule,
        is_suspended=center.status == Center.Status.SUSPENDED,
        hours_are_known=center.hours_are_known,
        is_lasting=place.level <= GridUnit.Level.COMMUNITY,
    )


def _rounded(location):
    """Longitude and latitude to a tenth of a metre."""
    return (None, None) if location is None else tuple(round(degrees, 6) for degrees in location.coords)


def _told(center, place, lon, lat) -> dict:
    """What a record tells of a centre at any time to anyone; nothing known is None."""
    return {
        "code": center.code,
        "name": center.name,
        "tier": center.tier,
        "tier_name": TIERS[center.tier],
        "setting": center.setting or None,
        "setting_name": SETTINGS.get(center.setting),
        "status": center.status,
        "status_name": STATUSES[center.status],
        "demonstration_no": center.demonstration_no,
        "batch": center.batch or None,
        "opened_month": center.opened_month and f"{center.opened_month:%Y-%m}",
        "unit_code": place.code,
        "unit_name": place.name,
        "street_code": place.street[0],
        "street_name": place.street[1],
        "community_code": place.community[0],
        "community_name": place.community[1],
        "address": center.address or None,
        "telephone": center.telephone or None,
        "brand": center.brand or None,
        "premises": center.premises or None,
        "premises_name": PREMISES.get(center.premises),
        "floor_area_m2": center.floor_area_m2,
        "staff_count": center.staff_count,
        "figures_source": center.figures_source or None,
        "accessibility": center.accessibility,
        "offering_count": center.offering_count,
        "source": center.source,
        "source_name": SOURCES[center.source],
        "lat": lat,
        "lon": lon,
        "location_source": center.location_source or None,
        "verified_on": _iso(center.place_confirmed_on),
        "hours_source": center.hours_source or None,
        "hours_confirmed_on": _iso(center.hours_confirmed_on),
        "url": center.get_absolute_url(),
    }
