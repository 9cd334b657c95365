"""The matrix of centres and services as a whole: how far each centre and each item is answered."""

from dataclasses import dataclass

from django.db.models import Count

from centers.models import Center, Offering
from grids.models import GridUnit
from query.codes import subtree_q
from query.paging import Page, paginate
from query.params import BadParameter, Params
from services.models import ServiceCategory, ServiceItem

CENTERS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many are answered."""

    answered: int
    total: int

    @property
    def missing(self) -> int:
        """How many are not."""
        return self.total - self.answered


@dataclass(frozen=True, slots=True)
class CenterLine:
    """A centre with its share as a whole and by category."""

    center: Center
    whole: Share
    by_category: list[tuple[ServiceCategory, Share]]


@dataclass(frozen=True, slots=True)
class CenterMatrix:
    """One page of centres × categories; `streets` to choose from, `street` the one chosen."""

    categories: list[ServiceCategory]
    page: Page
    lines: list[CenterLine]
    streets: list[GridUnit]
    street: str
    search: str


def center_matrix(user, params: Params) -> CenterMatrix:
    """The centres in scope by `street` and `search`, in five queries whatever their number.

    :raises BadParameter: for a street that the account does not see, or a page that does not exist.
    """
    streets = list(GridUnit.objects.visible_to(user).at_level(GridUnit.Level.STREET).only("code", "name"))
    street, search = params.text("street") or "", params.text("search") or ""
    if street and street not in {unit.code for unit in streets}:
        raise BadParameter("street", "没有这个街道（镇）。")
    centers = Center.objects.visible_to(user).order_by("unit__code", "code").only("code", "name", "status")
    if street:
        centers = centers.filter(subtree_q(street, "unit__code"))
    if search:
        centers = centers.filter(name__icontains=search)
    page = paginate(centers, params, CENTERS_A_PAGE)
    categories = _categories()
    return CenterMatrix(categories, page, _lines(page.rows, categories), streets, street, search)


def line_of(center: Center) -> CenterLine:
    """One centre's line, in three queries."""
    return _lines([center], _categories())[0]


def _categories():
    """The categories with an item that is done at present, each with `items_done`."""
    done = ServiceItem.objects.active().order_by().values("category").annotate(n=Count("pk"))
    counts = dict(done.values_list("category", "n"))
    categories = [category for category in ServiceCategory.objects.all() if category.pk in counts]
    for category in categories:
        category.items_done = counts[category.pk]
    return categories


def _lines(centers, categories):
    answered = Offering.objects.filter(center__in=centers, item__is_active=True).exclude(status=Offering.Status.MISSING)
    counted = answered.order_by().values("center", "item__category").annotate(n=Count("pk"))
    counts = {(center, category): n for center, category, n in counted.values_list("center", "item__category", "n")}
    total = sum(category.items_done for category in categories)
    lines = []
    for center in centers:
        shares = [
            (category, Share(counts.get((center.pk, category.pk), 0), category.items_done)) for category in categories
        ]
        lines.append(CenterLine(center, Share(sum(share.answered for _, share in shares), total), shares))
    return lines


def item_matrix(user) -> list[tuple[ServiceItem, Share]]:
    """Every item that is done at present, with the share of the centres in scope that have answered; three queries."""
    total = Center.objects.visible_to(user).count()
    answered = Offering.objects.visible_to(user).exclude(status=Offering.Status.MISSING)
    counted = answered.order_by().values("item").annotate(n=Count("pk"))
    counts = dict(counted.values_list("item", "n"))
    items = ServiceItem.objects.active().select_related("category")
    return [(item, Share(counts.get(item.pk, 0), total)) for item in items]
