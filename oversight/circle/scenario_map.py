"""A scenario on the map: who is covered already, who comes to be, who is not yet."""

import numpy as np

from centers.menus import Menu
from coverage.current import Current
from coverage.engine.reach import reach_table
from coverage.engine.snapping import snap
from coverage.models import Scenario
from coverage.planning.results import Answer
from oversight.circle.asked import Asked
from oversight.circle.map_picture import Picture, picture_of, ways_to_draw


def asked_of_scenario(scenario: Scenario, known: Current) -> Asked:
    """The scenario's question, as the pages of coverage ask it."""
    return Asked(scenario.unit, scenario.question, Menu(), known)


def picture_after(scenario: Scenario, known: Current, answer: Answer | None) -> Picture:
    """Before and after in one still picture, with the candidates and the chosen places."""
    asked = asked_of_scenario(scenario, known)
    chosen = {site["id"] for site in answer.chosen} if answer else set()
    places = scenario.candidates.values_list("pk", "location")
    candidates = [(point.x, point.y, key in chosen) for key, point in places]
    if answer is None or not known.has_network:
        return picture_of(asked, candidates=candidates)
    before = ways_to_draw(asked.figures, asked.figures.mask)
    return picture_of(asked, metres=before, after=_after(asked, answer, before), candidates=candidates)


def after_of(scenario: Scenario, known: Current, answer: Answer | None) -> dict:
    """The chosen places, and the rows of the map whose way becomes shorter."""
    chosen = answer.chosen if answer else []
    if not chosen or not known.has_network:
        return {"chosen": chosen, "changed": []}
    asked = asked_of_scenario(scenario, known)
    before = ways_to_draw(asked.figures, asked.figures.mask)
    after = _after(asked, answer, before)
    shown = np.flatnonzero(asked.figures.weights > 0)
    changed = np.flatnonzero(after[shown] < before[shown])
    metres = np.rint(after[shown][changed] * 100).astype(np.int64)
    return {"chosen": chosen, "changed": np.column_stack([changed, metres]).ravel().tolist()}


def _after(asked, answer, before):
    """Everybody's way with the chosen places built."""
    known, reach_m = asked.known, ways_limit(asked)
    if not answer.chosen:
        return before
    placed = snap(known.network, np.array([(site["lon"], site["lat"]) for site in answer.chosen]))
    table = reach_table(known.network, placed, known.point_snaps, reach_m, index=known.index)
    return np.minimum(before, table.nearest()[0])


def ways_limit(asked: Asked) -> float:
    """As far as ways are drawn."""
    return max(asked.question.limit_m, 15 * 60 * asked.question.speed)
