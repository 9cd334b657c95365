"""Which of the centres in scope a change is for: ticked one by one, or all that are listed."""

from dataclasses import dataclass, field
from itertools import groupby

from accounts.refusals import NotInScope
from centers.models import Center
from centers.models.timetable import MOST_AT_ONCE
from query.keys import is_key
from query.params import Params

NOBODY = "请至少选一个中心。"
MOST_WITHOUT_SEARCH = 20


@dataclass(slots=True)
class Choice:
    """The listed centres and which of them are ticked; `problem` says why the choice will not do."""

    listed: list[Center]
    total: int
    search: str = ""
    everyone: bool = False
    chosen: set[int] = field(default_factory=set)
    problem: str = ""

    def groups(self):
        """The listed centres by street, with whether each is ticked."""
        for street, centers in groupby(self.listed, key=_street_of):
            yield street, [(center, center.pk in self.chosen) for center in centers]

    @property
    def is_long(self) -> bool:
        """Whether a person needs to search in it."""
        return self.total > MOST_WITHOUT_SEARCH or bool(self.search)

    @property
    def chosen_elsewhere(self) -> list[int]:
        """Keys of chosen centres that the list as narrowed does not show."""
        return [] if self.everyone else sorted(self.chosen - {center.pk for center in self.listed})

    @property
    def left_out(self) -> int:
        """How many centres of the scope are not listed."""
        return self.total - len(self.listed)

    @property
    def keys(self) -> str:
        """The chosen keys as one field of a form."""
        return ",".join(map(str, sorted(self.chosen)))


def editable_centers(user):
    """The centres that this account may change and that are not closed for good."""
    return Center.objects.editable_by(user).exclude(status=Center.Status.CLOSED)


def read_choice(request, candidates) -> Choice:
    """What the request says of the choice.

    :raises NotInScope: when it names a centre that is not among the candidates; nothing is told of which.
    """
    search = Params(request.POST if request.method == "POST" else request.GET).text("q") or ""
    found = candidates.filter(name__contains=search) if search else candidates
    centers = found.select_related("unit__parent").defer("unit__boundary", "unit__parent__boundary")
    choice = Choice(list(centers.order_by("unit__code", "code")[:MOST_AT_ONCE]), found.count(), search)
    if request.method != "POST":
        return choice
    choice.everyone = request.POST.get("who") == "all"
    if choice.everyone:
        choice.chosen = {center.pk for center in choice.listed}
    else:
        choice.chosen = _keys(request.POST.getlist("centers"))
    if len(choice.chosen) > MOST_AT_ONCE:
        choice.problem = f"一次最多改{MOST_AT_ONCE}个中心，请分几次。"
    elif candidates.filter(pk__in=choice.chosen).count() != len(choice.chosen):
        raise NotInScope(Center._meta.verbose_name, choice.keys)
    elif not choice.chosen:
        choice.problem = NOBODY
    return choice


def _keys(values) -> set[int]:
    texts = [text for value in values for text in value.split(",") if text]
    if not all(map(is_key, texts)):
        raise NotInScope(Center._meta.verbose_name)
    return set(map(int, texts))


def _street_of(center):
    return center.unit.name_above or center.unit.name
