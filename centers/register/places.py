"""Coordinates from a file: in a stated system, the right way round, and in the district."""

from collections.abc import Callable

from centers.coordinates import looks_swapped, to_wgs84
from exchange.problems import WrongValue

DECIMALS = 7  # of a degree: one centimetre


def placed(lon: float, lat: float, system: str, is_plausible: Callable[[float, float], bool], far: str):
    """The WGS-84 longitude and latitude of a pair in `system`.

    :param is_plausible: whether a WGS-84 point may be a centre's; `far` says in Chinese what it is if not.
    :raises WrongValue: when it cannot be right.
    """
    refuse_swapped(lon, lat)
    try:
        lon, lat = to_wgs84(lon, lat, system)
    except ValueError as error:
        raise WrongValue(str(error), "请检查经度和纬度。") from error
    if not is_plausible(lon, lat):
        raise WrongValue(far, "请检查经度、纬度和坐标系。")
    return round(lon, DECIMALS), round(lat, DECIMALS)


def refuse_swapped(lon: float, lat: float) -> None:
    """:raises WrongValue: when longitude and latitude stand in each other's cell."""
    if looks_swapped(lon, lat):
        raise WrongValue("经度和纬度写反了。", "请把这两格对调。")
