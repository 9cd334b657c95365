"""The choices that a page of centres lists; what a code names is then found among them, without another query."""

from functools import cached_property
from itertools import groupby
from operator import attrgetter

from centers.filters import Lookup
from grids.models import GridUnit
from query.codes import STREET_LENGTH
from services.models import ServiceItem

Level = GridUnit.Level


class Menu(Lookup):
    """Streets with their communities, categories with their items: one query each, asked when first needed."""

    @cached_property
    def _items(self):
        return list(ServiceItem.objects.active().select_related("category").order_by("category__position", "code"))

    @cached_property
    def _units(self):
        return list(
            GridUnit.objects.current()
            .filter(level__in=(Level.STREET, Level.COMMUNITY))
            .only("code", "name", "level", "point_source")
            .order_by("code")
        )

    def item(self, code):
        """The service item with this code."""
        return next((item for item in self._items if item.code == code), None)

    def category(self, code):
        """The category with this code, if anything in it is done at present."""
        return next((item.category for item in self._items if item.category.code == code), None)

    def unit(self, code, level):
        """The street or community with this code."""
        return next((unit for unit in self._units if unit.code == code and unit.level == level), None)

    def items_by_category(self):
        """Pairs of a category and its items."""
        return [(items[0].category, items) for items in _groups(self._items, attrgetter("category_id"))]

    def streets(self):
        """The streets and towns."""
        return [unit for unit in self._units if unit.level == Level.STREET]

    def communities_by_street(self):
        """Pairs of a street and its communities."""
        return [(units[0], units[1:]) for units in _groups(self._units, lambda unit: unit.code[:STREET_LENGTH])]

    def placed_communities_by_street(self):
        """The same, with communities whose position is known; streets without any are left out."""
        pairs = (
            (street, [unit for unit in communities if unit.point_source])
            for street, communities in self.communities_by_street()
        )
        return [(street, communities) for street, communities in pairs if communities]


def _groups(rows, key):
    return [list(group) for _, group in groupby(rows, key)]
