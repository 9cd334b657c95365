"""What a page of coverage is asked: the unit that the account oversees, and the question about its residents."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from centers.menus import Menu
from centers.models import Center
from coverage.current import Current, current
from coverage.figures import Figures, figures
from coverage.questions import FIRST_YEAR, Question, read_question
from grids.models import GridUnit
from oversight.scope import unit_asked, units_overseen, units_to_choose
from query.codes import STREET_LENGTH
from query.params import Params


@dataclass(frozen=True)
class Asked:
    """A unit, a question about its residents, and the menus that the form offers."""

    unit: GridUnit
    question: Question
    menu: Menu
    known: Current

    @cached_property
    def figures(self) -> Figures:
        """The answer; hours and services cost a query, so it is asked for once."""
        return figures(self.question, self.known)

    def query(self, **more) -> dict:
        """The question as parameters of an address, without what is usual; an empty value takes a parameter away."""
        told = self.question.parameters()
        told.pop("street", None)
        told |= {name: str(value) for name, value in more.items() if value is not None}
        return {"unit": self.unit.code} | {name: value for name, value in told.items() if value != ""}

    @property
    def shows_whole_district(self) -> bool:
        """Whether nothing is kept from the account."""
        return self.question.street is None


def asked_of(request) -> Asked:
    """Read the address of a page of coverage.

    :raises PermissionDenied, NotInScope: as `unit_asked`.
    :raises BadParameter: for a value that does not fit.
    """
    unit = whole_street(request, unit_asked(request))
    menu = Menu()
    question = read_question(Params(request.GET), lookup=menu)
    if question.year == timezone.localdate().year:
        # Up to now: with what opened in a year that nobody wrote down.
        question = question.with_(year=None)
    return Asked(unit, question.with_(street=street_of(unit)), menu, current())


def whole_street(request, unit: GridUnit) -> GridUnit:
    """The street of a unit below one: nobody walks by the borders of communities."""
    if unit.level <= GridUnit.Level.STREET:
        return unit
    return units_overseen(request.user).get(code=unit.code[:STREET_LENGTH])


def street_of(unit: GridUnit) -> str | None:
    """The street whose residents a unit stands for; None for the whole district."""
    return unit.code[:STREET_LENGTH] if unit.level >= GridUnit.Level.STREET else None


def years() -> list[int]:
    """The years of the slider; the last one is the present."""
    return list(range(FIRST_YEAR, timezone.localdate().year + 1))


def choices_of(asked: Asked, user) -> dict:
    """What the form of the filters offers."""
    return {
        "units": units_to_choose(user),
        "tiers": Center.Tier.choices,
        "items_by_category": asked.menu.items_by_category(),
        "years": years(),
        "year": asked.question.year or years()[-1],
        "open_at": asked.question.open_at and timezone.localtime(asked.question.open_at),
    }
