"""The tiles of the dashboard. A tile is a module here that registers what it measures; its order is that of `TILES`.

To add one (of cases, lists, meetings): write `oversight/tiles/<subject>.py` with a function from `Facts` to a
`TileReading`, mark it with `@tile`, and name the module below. Page, snapshots and reports follow.
"""

from collections.abc import Callable
from importlib import import_module

from oversight.facts import Facts
from oversight.readings import Reading, TileReading

TILES: dict[str, Callable[[Facts], TileReading]] = {}
# In the order of the page and of the report's chapters.
_MODULES = ("plan", "settings", "network", "coverage", "services", "freshness", "quality", "corrections")


def tile(measure: Callable[[Facts], TileReading]):
    """Put a tile on the dashboard under the name of its module."""
    TILES[measure.__module__.rsplit(".", 1)[-1]] = measure
    return measure


def read(unit, day=None) -> Reading:
    """Every tile for a unit, as things stand now."""
    facts = Facts(unit, day)
    return Reading(
        unit_code=unit.code,
        unit_name=unit.name,
        day=facts.day,
        tiles=[measure(facts) for measure in TILES.values()],
        points=facts.points,
        sample_note=facts.sample_note,
    )


def load() -> None:
    """Put every tile on the dashboard; once all models are there, since tiles ask questions of them."""
    for name in _MODULES:
        import_module(f"oversight.tiles.{name}")
