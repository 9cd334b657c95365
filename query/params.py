"""The one reader of query parameters, for pages and API alike.

Absent and blank are the same: None (forms send blanks). Anything else that does not fit raises BadParameter, which
answers 400 with the parameter's name and a Chinese sentence. Unknown names are ignored (links carry their own).
"""

from dataclasses import dataclass
from math import isfinite, nan

from django.contrib.gis.geos import Point, Polygon

WGS84 = 4326
LONGEST_TEXT = 100
SHOWN_OF_A_BAD_VALUE = 40


class BadParameter(ValueError):
    """A query parameter that does not fit: which, and why, in Chinese."""

    def __init__(self, parameter: str, reason: str):
        super().__init__(f"参数 {parameter} 不对：{reason}")
        self.parameter = parameter
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Params:
    """Typed reads of a QueryDict."""

    query: object

    def text(self, name: str, longest: int = LONGEST_TEXT) -> str | None:
        """Stripped text; no control characters, at most `longest` characters."""
        # Most are absent, which a QueryDict's `get` says by way of three exceptions.
        if name not in self.query or not (value := self.query[name].strip()):
            return None
        if len(value) > longest:
            raise BadParameter(name, f"最多{longest}个字，现在有{len(value)}个。")
        if not value.isprintable():
            raise BadParameter(name, "含有不能显示的字符，请重新输入。")
        return value

    def number(self, name: str, low: float, high: float) -> float | None:
        """A finite number from `low` to `high`."""
        value = self.text(name)
        if value is None:
            return None
        number = _float(value)
        if not isfinite(number):
            raise BadParameter(name, f"“{value[:SHOWN_OF_A_BAD_VALUE]}”不是数字。")
        if not low <= number <= high:
            raise BadParameter(name, f"应在{low:g}到{high:g}之间。")
        return number

    def integer(self, name: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`."""
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.removeprefix("-").isdigit() and len(value) < 10):
            raise BadParameter(name, f"“{value[:SHOWN_OF_A_BAD_VALUE]}”不是整数。")
        number = int(value)
        if not low <= number <= high:
            raise BadParameter(name, f"应在{low}到{high}之间。")
        return number

    def flag(self, name: str) -> bool | None:
        """1/true/on or 0/false/off."""
        value = self.text(name)
        if value is None:
            return None
        if value.lower() in {"1", "true", "on", "yes"}:
            return True
        if value.lower() in {"0", "false", "off", "no"}:
            return False
        raise BadParameter(name, "只能是 1 或 0。")

    def choice(self, name: str, allowed) -> str | None:
        """One of `allowed` (an iterable of strings)."""
        value = self.text(name)
        allowed = list(allowed)
        if value is not None and value not in allowed:
            raise BadParameter(name, f"没有“{value[:SHOWN_OF_A_BAD_VALUE]}”，可选：{'、'.join(allowed)}。")
        return value

    def words(self, name: str, allowed) -> list[str] | None:
        """A comma-separated list, each of `allowed`."""
        value = self.text(name, longest=500)
        if value is None:
            return None
        allowed = set(allowed)
        words = [word.strip() for word in value.split(",") if word.strip()]
        for word in words:
            if word not in allowed:
                raise BadParameter(name, f"没有“{word[:SHOWN_OF_A_BAD_VALUE]}”，可选：{'、'.join(sorted(allowed))}。")
        return words

    def position(self) -> Point | None:
        """The point of `lat` and `lon` (degrees, WGS-84); both or neither."""
        lat, lon = self.number("lat", -90, 90), self.number("lon", -180, 180)
        if (lat is None) != (lon is None):
            missing = "lat" if lat is None else "lon"
            raise BadParameter(missing, "lat 和 lon 要一起给。")
        return None if lat is None else Point(lon, lat, srid=WGS84)

    def bbox(self) -> Polygon | None:
        """The box of `bbox=minLon,minLat,maxLon,maxLat` (degrees, WGS-84)."""
        value = self.text("bbox")
        if value is None:
            return None
        try:
            west, south, east, north = map(_float, value.split(","))
        except ValueError:
            raise BadParameter("bbox", "要四个数字：minLon,minLat,maxLon,maxLat。") from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise BadParameter("bbox", "要按 minLon,minLat,maxLon,maxLat 的顺序，且在经纬度范围内。")
        box = Polygon.from_bbox((west, south, east, north))
        box.srid = WGS84
        return box


def _float(text: str) -> float:
    """The number that `text` writes, or NaN; Python alone would also read `1_0`."""
    try:
        return nan if "_" in text else float(text)
    except ValueError:
        return nan
