"""One item at many centres: who has answered what, and one answer for several of them at once."""

from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Value, When

from centers.models import Answer, AnsweredMeanwhile, Center, Offering
from query.keys import is_key
from query.paging import Page, paginate
from query.params import Params
from services.models import ServiceItem

CENTERS_A_PAGE = 100
NOBODY_YET = Offering.Status.MISSING


class Refused(ValueError):
    """What was sent asks for nothing that can be done; the message says why, in Chinese."""


class UnknownCenter(LookupError):
    """One of the centres is not there, or not this account's: nothing is done for any."""


@dataclass(frozen=True, slots=True)
class Row:
    """A centre with its cell for the item."""

    center: Center
    cell: Offering

    @property
    def place(self) -> str:
        """The street and the community."""
        unit = self.center.unit
        return f"{unit.name_above} · {unit.name}" if unit.name_above else unit.name


def rows_of(item: ServiceItem, centers) -> list[Row]:
    """Centres with their cells, in two queries; a cell that lacks is one that nobody has answered."""
    centers = list(centers.select_related("unit__parent").defer("unit__boundary", "unit__parent__boundary"))
    cells = {cell.center_id: cell for cell in Offering.objects.filter(item=item, center__in=centers)}
    return [Row(center, cells.get(center.pk) or Offering(center=center, item=item)) for center in centers]


def page_of_item(item: ServiceItem, user, params: Params) -> tuple[Page, str | None]:
    """One page of the centres in scope, those without an answer first; and the status they are limited to, if any.

    :raises BadParameter: for a status or page that does not exist.
    """
    status = params.choice("status", Offering.Status.values)
    answered = Offering.objects.filter(center=OuterRef("pk"), item=item).exclude(status=NOBODY_YET)
    centers = Center.objects.visible_to(user)
    if status == NOBODY_YET:
        centers = centers.filter(~Exists(answered))
    elif status:
        centers = centers.filter(Exists(answered.filter(status=status)))
    missing_first = Case(When(Exists(answered), then=Value(1)), default=Value(0), output_field=IntegerField())
    return paginate(_Rows(item, centers.order_by(missing_first, "unit__code", "code")), params, CENTERS_A_PAGE), status


class _Rows:
    """The centres as rows, for a pager: counted as centres, read with their cells."""

    def __init__(self, item, centers):
        self.item, self.centers = item, centers

    def count(self):
        return self.centers.order_by().count()

    def __getitem__(self, part):
        return rows_of(self.item, self.centers[part])


def tally_of(item: ServiceItem, user) -> dict[str, int]:
    """How many centres in scope have which status."""
    answered = Offering.objects.visible_to(user).filter(item=item).exclude(status=NOBODY_YET)
    counts = dict(answered.order_by().values("status").annotate(n=Count("pk")).values_list("status", "n"))
    tally = {status: counts.get(status, 0) for status in Offering.Status.values}
    return tally | {str(NOBODY_YET): Center.objects.visible_to(user).count() - sum(counts.values())}


class BulkAnswer:
    """One status for several centres: what it would change, and the change itself.

    :param data: `center` (keys of centres), `status`, and for the change `seen-<key>` as the preview gave them.
    :raises UnknownCenter: when one of the centres is not this account's to change.
    :raises Refused: when no centre or no status is chosen, or too many centres.
    """

    def __init__(self, item: ServiceItem, user, data):
        self.item, self.user, self.data = item, user, data
        keys = set(data.getlist("center"))
        if not all(map(is_key, keys)):
            raise UnknownCenter
        keys = {int(key) for key in keys}
        if len(keys) > CENTERS_A_PAGE:
            raise Refused(f"一次最多改{CENTERS_A_PAGE}个中心。")
        self.rows = rows_of(item, Center.objects.editable_by(user).filter(pk__in=keys).order_by("unit__code", "code"))
        if len(self.rows) != len(keys):
            raise UnknownCenter("、".join(map(str, sorted(keys))))
        if not keys:
            raise Refused("请先勾选中心。")
        self.status = data.get("status", "")
        if self.status not in Offering.Status.values:
            raise Refused("请选择新的状态。")

    @property
    def label(self) -> str:
        """The new status in words."""
        return Offering.Status(self.status).label

    def changing(self) -> list[Row]:
        """The rows whose status becomes another."""
        return [row for row in self.rows if row.cell.status != self.status]

    def apply(self) -> int | None:
        """Change all, or none: None when somebody has changed one of them since the preview."""
        answers = {(row.center.pk, self.item.pk): Answer(self.status) for row in self.rows}
        seen = {(center, item): self.data.get(f"seen-{center}", "") for center, item in answers}
        try:
            return Offering.objects.answer(answers, by=self.user, seen=seen)
        except AnsweredMeanwhile:
            return None
