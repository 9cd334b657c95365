"""What is measured: the floor, and the questions of section 8, each at random places and for random centres."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

from bench.synthetic import EAST, NORTH, RARE_WORD, SEED, SOUTH, WEST

API = "/api/v1"
# About the edge of the ten-minute circle and as far again.
RADIUS_M = 1000
# Wide enough to fill a page even with seventy centres.
WIDE_RADIUS_M = 20_000


@dataclass(frozen=True)
class Route:
    """A question, and the targets it has to meet."""

    name: str
    address: Callable[[Random, int], str]
    # At 70 centres at most so many times the CPU of the empty view.
    most_of_floor: float | None = None
    # At 10,000 centres at most so many times the CPU at 70.
    most_growth: float | None = None
    # The route that fills a page as this one does once there are many centres: the same rows, found among more.
    full_with_many: str | None = None
    # An answer of 10 MB need not be asked for hundreds of times.
    is_large: bool = False


def _near(radius_m):
    def address(random, count):
        lat, lon = random.uniform(SOUTH, NORTH), random.uniform(WEST, EAST)
        return f"{API}/centers/?lat={lat:.5f}&lon={lon:.5f}&radius={radius_m}"

    return address


def _search(question):
    return lambda random, count: f"{API}/search/?q={quote(question)}"


ROUTES = [
    Route("empty view (the floor)", lambda random, count: "/empty/"),
    Route("near, 1 km", _near(RADIUS_M), most_of_floor=2.5, most_growth=1.5),
    Route("near, a full page", _near(WIDE_RADIUS_M), most_of_floor=2.5, full_with_many="near, 1 km"),
    Route("all for the map", lambda random, count: f"{API}/centers/?format=geojson", most_of_floor=2.5, is_large=True),
    Route("one centre", lambda random, count: f"{API}/centers/JC{random.randint(1, count):05}/", most_of_floor=2.5),
    Route("search, a common word", _search("服务中心"), most_growth=1.5),
    Route("search, a rare word", _search(RARE_WORD), most_growth=1.5),
    Route("search, two characters", _search("岭东"), most_growth=1.5),
]


def addresses(route: Route, count: int, number: int, salt: int) -> list[str]:
    """`number` questions of a route among `count` centres, the same on every machine."""
    random = Random(f"{SEED}-{route.name}-{salt}")
    return [route.address(random, count) for _ in range(number)]


def every_record(count: int) -> list[str]:
    """Questions that together touch every centre's record, and the first centres in full."""
    pages = -(-count // 100)
    lists = [f"{API}/centers/?page_size=100&page={page}" for page in range(1, pages + 1)]
    return lists + [f"{API}/centers/JC{number:05}/" for number in range(1, min(count, 100) + 1)]
