"""What the site-wide search knows of the territory: districts, streets and communities, not the lanes below."""

from collections import defaultdict

from django.apps import apps
from django.utils import timezone

from search import index

KIND = "grid_unit"
LOWEST_SEARCHED_LEVEL = 3  # GridUnit.Level.COMMUNITY


def index_units(units):
    """Write the search entries of `units` anew; retired units leave the index. A fixed number of reads for any number.

    :param units: an iterable or queryset of GridUnit.
    """
    units = [unit for unit in units if unit.level <= LOWEST_SEARCHED_LEVEL]
    former = _former_names(units)
    today = timezone.localdate()
    current = [unit for unit in units if unit.valid_to is None or unit.valid_to >= today]
    forget_units({unit.code for unit in units} - {unit.code for unit in current})
    index.put(_document(unit, former[unit.pk]) for unit in current)


def forget_units(codes):
    """Take units out of the search."""
    index.drop(KIND, codes)


def _former_names(units):
    """The names that units once had, by primary key. Read anew: a unit's prefetched aliases may be old."""
    names = defaultdict(list)
    aliases = apps.get_model("grids", "GridAlias").objects.filter(unit__in=units).order_by("-until", "pk")
    for unit, name in aliases.values_list("unit", "name"):
        names[unit].append(name)
    return names


def _document(unit, former):
    return index.Document(
        kind=KIND,
        code=unit.code,
        name=unit.name,
        url=unit.get_absolute_url(),
        detail=unit.get_level_display(),
        aliases=tuple(dict.fromkeys(name for name in [unit.official_name, *former] if name not in {"", unit.name})),
        weight=-unit.level,
    )
