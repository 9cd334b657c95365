"""One row of the register laid over one centre: which fields change, in words.

An empty cell and a column that the file does not have change nothing. Sample facts never replace real ones.
"""

from dataclasses import dataclass, field

from django.contrib.gis.geos import Point

from accounts.wording import in_words
from centers.hours_text import ParsedHours, parse_hours_text
from centers.models import Center, FactGroup
from centers.register.doubts import StatedPlace
from centers.register.sheet import RegisterRow
from exchange.changes import Change
from grids.models import GridUnit
from grids.sources import Source
from query.params import WGS84

PLAIN_FIELDS = (
    "demonstration_no",
    "name",
    "tier",
    "setting",
    "opened_month",
    "batch",
    "address",
    "premises",
    "brand",
    "source",
    "status",
    "accessibility",
)
# Whoever changes one of these changes what somebody had vouched for.
CONFIRMED_WITH = {
    "address": FactGroup.PLACE,
    "location": FactGroup.PLACE,
    "hours_text": FactGroup.HOURS,
    "telephone": FactGroup.CONTACTS,
}
FIGURES = ("floor_area_m2", "staff_count")
SAME_PLACE_DEG = 1e-7
LONGEST_LEFTOVER = Center._meta.get_field("hours_leftover").max_length


@dataclass(slots=True)
class Overlay:
    """A centre with a row laid over it. `fields` are those that differ from what is stored."""

    center: Center
    source: str  # of the facts in the row: sample or import
    changes: list[Change] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    hours: ParsedHours | None = None  # when the opening hours change
    moved_to: StatedPlace | None = None  # when the place changes; a sample place is invented and none
    refused: list[str] = field(default_factory=list)  # labels of sample facts that met real ones
    is_new: bool = field(init=False)

    def __post_init__(self):
        self.is_new = self.center._state.adding

    @property
    def is_changed(self) -> bool:
        """Whether a stored centre differs from its row."""
        return bool(self.changes) and not self.is_new

    def lay(self, row: RegisterRow, unit: GridUnit):
        """Take over what the row says."""
        if row.source == Source.SAMPLE and self.center.source not in {"", Source.SAMPLE}:
            self.refused.append("中心资料")
        else:
            self._lay_plain_fields(row, unit)
        self._lay_telephone(row)
        self._lay_figures(row)
        self._lay_location(row)
        self._lay_hours(row)
        self._lay_stated_sources(row)

    def empty(self, name: str):
        """Take a fact away: the file has an emptied cell for it."""
        model_field = Center._meta.get_field(name)
        self._set(name, None if model_field.null else model_field.get_default())

    def _lay_plain_fields(self, row, unit):
        if self.center.unit_id != unit.pk:
            self._set("unit", unit)
        for name in PLAIN_FIELDS:
            value = row.number if name == "demonstration_no" else getattr(row, name)
            if value is not None:
                self._set(name, value)

    def _lay_telephone(self, row):
        # A telephone has no mark of its own, and an invented one may ring at a stranger's.
        if row.telephone is not None:
            if self.source == Source.SAMPLE:
                self.refused.append("联系电话")
            else:
                self._set("telephone", row.telephone)

    def _lay_figures(self, row):
        figures = {name: getattr(row, name) for name in FIGURES if getattr(row, name) is not None}
        differ = any(getattr(self.center, name) != value for name, value in figures.items())
        if figures and self._may_replace("figures_source", differ, "面积、人员等数字"):
            if self.center.figures_source == Source.SAMPLE and self.source != Source.SAMPLE:
                # One source stands for all figures: a sample one that the file does not replace has to go.
                figures = dict.fromkeys(FIGURES) | figures
            for name, value in figures.items():
                self._set(name, value)
            self._set("figures_source", self.source)

    def _lay_location(self, row):
        if row.lon is None:
            return
        old = self.center.location
        differ = old is None or max(abs(old.x - row.lon), abs(old.y - row.lat)) > SAME_PLACE_DEG
        if self._may_replace("location_source", differ, "位置"):
            if differ:
                self._set("location", Point(row.lon, row.lat, srid=WGS84))
                self.moved_to = None if self.source == Source.SAMPLE else row.stated
            self._set("location_source", self.source)

    def _lay_hours(self, row):
        if not row.hours_text:
            return
        differ = self.center.hours_text != row.hours_text
        if self._may_replace("hours_source", differ, "开放时间"):
            if differ:
                self.hours = parse_hours_text(row.hours_text)
                self._set("hours_text", row.hours_text)
                self._set("hours_leftover", "；".join(self.hours.leftover)[:LONGEST_LEFTOVER])
            self._set("hours_source", self.source)

    def _lay_stated_sources(self, row):
        """A source that a column of its own states; it says more than that the facts came in a file."""
        for name in ("location_source", "hours_source", "figures_source"):
            if getattr(row, name) is not None:
                self._set(name, getattr(row, name))

    def _may_replace(self, source_field: str, differ: bool, label: str) -> bool:
        """Whether facts of this group may come from the file; equal facts keep the better source."""
        stored = getattr(self.center, source_field)
        if self.source == Source.SAMPLE and stored not in {"", Source.SAMPLE}:
            if differ:
                self.refused.append(label)
            return False
        return differ or stored in {"", Source.SAMPLE}

    def _set(self, name: str, value):
        old = getattr(self.center, name, None) if name != "unit" or self.center.unit_id else None
        if old == value:
            return
        setattr(self.center, name, value)
        self.fields.add(name)
        model_field = Center._meta.get_field(name)
        self.changes.append(Change(str(model_field.verbose_name), _words(model_field, old), _words(model_field, value)))
        if group := CONFIRMED_WITH.get(name):
            self._set(group.on_field, None)
            if getattr(self.center, f"{group.by_field}_id") is not None:
                setattr(self.center, group.by_field, None)
                self.fields.add(group.by_field)


def _words(model_field, value) -> str:
    if isinstance(value, GridUnit):
        return f"{value.name}（{value.code}）"
    return in_words(Center, model_field, value)
