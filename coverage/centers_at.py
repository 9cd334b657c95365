"""The centres as the figures see them: where, of which tier, since which year, in which state."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np

from centers.models import Center
from grids.sources import Source
from query.codes import STREET_LENGTH
from query.spatial import lon_lat

UNKNOWN_YEAR = 9999  # an opening that nobody dated counts from the present on, in no earlier year


@dataclass(frozen=True)
class Centers:
    """All centres with a position, whatever their state, by code; a mask says which of them count."""

    pks: np.ndarray
    codes: tuple[str, ...]
    names: tuple[str, ...]
    tiers: np.ndarray
    statuses: np.ndarray
    opened: np.ndarray  # year
    streets: tuple[str, ...]  # the street's code, empty for the district's own
    lonlat: np.ndarray
    unplaced: tuple[tuple[str, str, str], ...]  # code, name, status of those without a position
    has_sample_positions: bool

    def __len__(self):
        return len(self.codes)

    @cached_property
    def index(self) -> dict[str, int]:
        """The index of a centre by its code."""
        return {code: index for index, code in enumerate(self.codes)}

    @cached_property
    def digest(self) -> str:
        """What the figures depend on, as a short name."""
        digest = sha256(repr((self.codes, self.tiers.tolist(), self.statuses.tolist(), self.opened.tolist())).encode())
        digest.update(self.lonlat.tobytes())
        return digest.hexdigest()[:16]


def read_centers() -> Centers:
    """The centres as the database has them now, in one read."""
    rows = lon_lat(Center.objects.order_by("code"), "location").values_list(
        "pk", "code", "name", "tier", "status", "opened_month", "unit__code", "lon", "lat", "location_source"
    )
    rows = list(rows)
    placed = [row for row in rows if row[7] is not None]
    return Centers(
        pks=np.array([row[0] for row in placed], np.int64),
        codes=tuple(row[1] for row in placed),
        names=tuple(row[2] for row in placed),
        tiers=np.array([row[3] for row in placed], "U24"),
        statuses=np.array([row[4] for row in placed], "U24"),
        opened=np.array([row[5].year if row[5] else UNKNOWN_YEAR for row in placed], np.int32),
        streets=tuple(row[6][:STREET_LENGTH] if len(row[6]) >= STREET_LENGTH else "" for row in placed),
        lonlat=np.array([row[7:9] for row in placed], np.float64).reshape(-1, 2),
        unplaced=tuple((row[1], row[2], row[4]) for row in rows if row[7] is None),
        has_sample_positions=any(row[9] == Source.SAMPLE for row in placed),
    )
