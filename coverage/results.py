"""An answer as plain JSON values, for the API, for stored runs and for exports: people as whole numbers, no times."""

from time import perf_counter

from coverage.access import access
from coverage.by_center import loads, overlap
from coverage.current import Current
from coverage.figures import Figures, PlaceTally, Tally, figures
from coverage.growth import growth
from coverage.models import CoverageRun
from coverage.questions import Question
from coverage.states import METHOD_NAMES
from grids.models import GridUnit


def tally_record(tally: Tally) -> dict:
    """People in total and by state."""
    return {
        "total": tally.total,
        "states": [
            {"state": state.value, "state_name": name, "people": count, "share": share and round(share, 4)}
            for state, name, count, share in tally.rows()
        ],
    }


def place_record(line: PlaceTally) -> dict:
    """A street or community with its tally; both code and name are None for people of no known place."""
    place = line.place
    return {"code": place and place.code, "name": place and place.name, **tally_record(line.tally)}


def result_of(answer: Figures) -> dict:
    """Everything that is stored of an answer. The day is left out: it is not what the figures depend on."""
    basis = answer.basis.as_dict()
    basis.pop("date")
    return {
        "basis": basis,
        "district": answer.total.as_dict(),
        "bands": [{"minutes": minutes, **tally.as_dict()} for minutes, tally in answer.bands],
        "streets": [_named(line) for line in answer.streets],
        "communities": [_named(line) for line in answer.communities],
        "growth": [{"year": year.year, "centers": year.centers, **year.total.as_dict()} for year in growth(answer)],
        "overlap": overlap(answer),
        "access": _access(answer),
        "centers": [
            {
                "code": load.code,
                "nearest_to": load.nearest_to,
                "reached": load.reached,
                "only_here": load.only_here,
            }
            for load in sorted(loads(answer) or [], key=lambda load: load.code)
        ],
    }


def _access(answer):
    """Centres in reach for ten thousand people, by street (E2SFCA); None without roads."""
    found = access(answer)
    if found is None:
        return None
    streets = [
        {"code": line.place.code, "name": line.place.name, "access": round(line.access, 4)} for line in found.streets
    ]
    return {"all": round(found.all, 4), "streets": streets}


def _named(line):
    place = line.place
    return {"code": place and place.code, "name": place.name if place else "不知道在哪里", **line.tally.as_dict()}


def run(question: Question, *, by=None, known: Current | None = None) -> tuple[CoverageRun, Figures]:
    """Answer a question and keep the run."""
    begun = perf_counter()
    answer = figures(question, known)
    result = result_of(answer)
    seconds = perf_counter() - begun
    kept = CoverageRun.keep(
        scope_code=question.street or _district(),
        inputs=question.canonical(),
        # The years of the growth end with the present one.
        versions=answer.current.versions() | {"counted": _counted(answer), "year": answer.current.stamp.day[:4]},
        method=answer.method.value,
        method_name=METHOD_NAMES[answer.method],
        result=result,
        seconds=seconds,
        by=by,
    )
    return kept, answer


def _counted(answer):
    """Which centres counted: hours and services are not in the centres' own version."""
    codes = answer.current.centers.codes
    return [codes[index] for index in answer.mask.nonzero()[0]]


def _district():
    return (
        GridUnit.objects.at_level(GridUnit.Level.DISTRICT).order_by("code").values_list("code", flat=True).first() or ""
    )
