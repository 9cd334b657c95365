"""Where distances on a page are counted from: the visitor's own position, or a community that they chose."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.gis.geos import Point

from centers.filters import LONGEST_CODE
from grids.models import GridUnit
from grids.sources import Source
from query.params import BadParameter, Params


@dataclass(frozen=True, slots=True)
class Origin:
    """A point and, when it stands for a place rather than a person, the place. It lives in the address only."""

    point: Point
    unit: GridUnit | None = None

    @property
    def query(self) -> str:
        """The part of an address that carries it on to the next page, without `?`."""
        if self.unit:
            return urlencode({"near": self.unit.code})
        return urlencode({"lat": f"{self.point.y:.5f}", "lon": f"{self.point.x:.5f}"})

    @property
    def onward(self) -> str:
        """The same for the page of one centre, which reads only the point."""
        point = {"lat": f"{self.point.y:.5f}", "lon": f"{self.point.x:.5f}"}
        return urlencode(point | ({"near": self.unit.code} if self.unit else {}))

    @property
    def label(self) -> str:
        """Whose position it is."""
        return f"{self.unit.name}位置" if self.unit else "您的位置"

    @property
    def is_sample(self) -> bool:
        """Whether the place's point is invented."""
        return self.unit is not None and self.unit.point_source == Source.SAMPLE


def read_origin(params: Params) -> Origin | None:
    """The origin of `near` (the code of a territory unit), or of `lat` and `lon`; the place, being a choice, wins.

    :raises BadParameter: for a position that does not fit, an unknown code, or a unit without a point.
    """
    point = params.position()
    code = params.text("near", longest=LONGEST_CODE)
    if code is None:
        return Origin(point) if point else None
    try:
        unit, _ = GridUnit.objects.without_shapes().resolve(code)
    except GridUnit.DoesNotExist:
        raise BadParameter("near", f"没有“{code}”。社区编码是12位数字。") from None
    if unit.point is None:
        raise BadParameter("near", f"还没有{unit.name}的位置，请选别的社区，或用手机定位。")
    return Origin(unit.point, unit)
