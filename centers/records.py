"""Centres as the API tells them: ready JSON, made again only when something in it has changed.

A record is kept per process under the centre's revision, which grows with every change of the centre and its parts,
and under the search index's version, which grows when a unit or an item gets another name. What depends on the clock
(open or not, the next change) is kept until the clock changes it. What depends on the asker comes last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from centers import hours, walking
from centers.cards import opening
from centers.models import Center
from centers.rows import Row
from centers.schedule import Schedule, schedule_of
from grids.models import GridUnit
from query.answers import Selection, dump, members
from query.kept import Kept

# A record is about 2 kB.
MOST_RECORDS = 12_000
# From this many on, one read of everything is cheaper than naming each.
MANY = 500


@dataclass(slots=True)
class Record:
    """A centre as the API tells it."""

    pk: int
    code: str
    # The members of its JSON object that change only with its data.
    told: str
    # [longitude, latitude] as JSON, "null" when nobody knows where it is.
    position: str
    schedule: Schedule
    is_suspended: bool
    hours_are_known: bool
    # Rare: its place has no entry in the search index, whose version would tell of a new name.
    is_lasting: bool
    # From when until when these members hold.
    _now: tuple[datetime, datetime, str] | None = None

    def at(self, when: datetime) -> tuple[datetime, str]:
        """Until when it holds, and the members of its JSON object at `when`."""
        now = self._now
        if now is None or not now[0] <= when < now[1]:
            now = self._now = self._made_at(when)
        return now[1:]

    def text(self, when: datetime, row: Row, selection: Selection, more: str = "") -> str:
        """Its JSON object at `when`, with distance and minutes when the row has them, and `more` members."""
        way = _way(row.distance_m)
        return selection.of_text(f"{{{self.at(when)[1]}{way}{',' if more else ''}{more}}}")

    def feature(self, when: datetime, row: Row, selection: Selection, more: str = "") -> str:
        """Its GeoJSON feature with the same properties."""
        geometry = "null" if self.position == "null" else f'{{"type":"Point","coordinates":{self.position}}}'
        properties = self.text(when, row, selection, more)
        return f'{{"type":"Feature","id":{dump(self.code)},"geometry":{geometry},"properties":{properties}}}'

    def _made_at(self, when):
        state = opening(
            when, self.schedule, suspended=self.is_suspended, known=self.hours_are_known, is_sample=False
        )
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
        return when, until, f"{self.told},{told}"


def _iso(when):
    return None if when is None else when.isoformat()


def _way(distance_m):
    if distance_m is None:
        return ""
    return f',"distance_m":{distance_m:.1f},"walk_minutes":{walking.walk_minutes(distance_m)}'


_KEPT = Kept(MOST_RECORDS)


def records_of(rows: list[Row], version: int) -> list[tuple[Row, Record]]:
    """The rows with their records, in their order; a centre deleted meanwhile is left out.

    No query when all are kept, three or four when some are not, whatever their number.

    :param version: `search.find.data_version()`, read before: a record is never older than what it is kept under.
    """
    versions = {row.pk: (row.revision, version) for row in rows}
    found = _KEPT.get(versions)
    for record in _load([pk for pk in versions if pk not in found]):
        found[record.pk] = record
        if record.is_lasting:
            _KEPT.put(record.pk, versions[record.pk], record)
    return [(row, found[row.pk]) for row in rows if row.pk in found]


def _load(keys):
    if not keys:
        return []
    published = Center.objects.published().for_cards()
    centers = published.filter(pk__in=keys) if len(keys) < MANY else published
    wanted = set(keys)
    centers = [center for center in centers if center.pk in wanted]
    names = _names_above(centers)
    return [_record(center, names) for center in centers]


def _names_above(centers) -> dict[str, str]:
    """Names of the centres' streets and communities, by code."""
    units = [unit for center in centers for unit in (center.unit, center.unit.parent) if unit]
    names = {unit.code: unit.name for unit in units}
    lacking = {code for center in centers for code in _above(center.unit.code) if code} - names.keys()
    if lacking:  # the unit of some centre lies below its community
        names |= dict(GridUnit.objects.filter(code__in=lacking).values_list("code", "name"))
    return names


def _above(code):
    """The codes of the street and the community that a unit is or lies in, None where it lies above them."""
    return code[:9] if len(code) >= 9 else None, code[:12] if len(code) >= 12 else None


def _record(center, names):
    lon, lat = _rounded(center.location)
    return Record(
        pk=center.pk,
        code=center.code,
        told=members(told_of(center, names)),
        position="null" if lon is None else dump([lon, lat]),
        schedule=schedule_of(center),
        is_suspended=center.status == Center.Status.SUSPENDED,
        hours_are_known=center.hours_are_known,
        is_lasting=center.unit.level <= GridUnit.Level.COMMUNITY,
    )


def _rounded(location):
    """Longitude and latitude to a tenth of a metre."""
    return (None, None) if location is None else (round(location.x, 6), round(location.y, 6))


def told_of(center: Center, names: dict[str, str]) -> dict:
    """What a record tells of a centre at any time to anyone; nothing known is None.

    :param names: of the streets and communities, by code.
    """
    street, community = _above(center.unit.code)
    lon, lat = _rounded(center.location)
    return {
        "code": center.code,
        "name": center.name,
        "tier": center.tier,
        "tier_name": center.get_tier_display(),
        "setting": center.setting or None,
        "setting_name": center.get_setting_display() or None,
        "status": center.status,
        "status_name": center.get_status_display(),
        "demonstration_no": center.demonstration_no,
        "batch": center.batch or None,
        "opened_month": center.opened_month and center.opened_month.strftime("%Y-%m"),
        "unit_code": center.unit.code,
        "unit_name": center.unit.name,
        "street_code": street,
        "street_name": names.get(street),
        "community_code": community,
        "community_name": names.get(community),
        "address": center.address or None,
        "telephone": center.telephone or None,
        "brand": center.brand or None,
        "premises": center.premises or None,
        "premises_name": center.get_premises_display() or None,
        "floor_area_m2": center.floor_area_m2,
        "staff_count": center.staff_count,
        "figures_source": center.figures_source or None,
        "accessibility": center.accessibility,
        "offering_count": center.offering_count,
        "source": center.source,
        "source_name": center.get_source_display(),
        "lat": lat,
        "lon": lon,
        "location_source": center.location_source or None,
        "verified_on": _iso(center.verified_on),
        "hours_source": center.hours_source or None,
        "hours_confirmed_on": _iso(center.hours_confirmed_on),
        "url": center.get_absolute_url(),
    }
