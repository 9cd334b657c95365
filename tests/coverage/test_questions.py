"""Which centres a question counts, and how it is read from an address."""

from datetime import datetime

import numpy as np
import pytest
from django.http import QueryDict
from django.utils import timezone

from centers.models import Center, Offering, OpeningHours
from coverage.current import current
from coverage.figures import figures
from coverage.masks import mask_of
from coverage.questions import Question, read_question, usual_question
from grids.sources import Source
from query.params import BadParameter, Params
from services.models import ServiceItem
from tests.coverage.asking import ask, people
from tests.coverage.town import open_center


def test_an_answer_costs_one_query_and_two_with_hours(town, django_assert_num_queries):
    figures(usual_question())
    with django_assert_num_queries(1):
        figures(usual_question().with_(minutes=7))
    with django_assert_num_queries(2):
        figures(ask(open_at="2026-05-20T10:00"))


def test_only_open_centres_count_unless_planned_ones_are_asked_for(town):
    for number, status in enumerate(Center.Status.values):
        open_center(f"S{number}", 0, 100, status=status)
    known = current()
    counted = np.array(known.centers.codes)[mask_of(usual_question(), known.centers)]
    assert sorted(counted) == ["S2", "T1"]
    planned = np.array(known.centers.codes)[mask_of(ask(planned="1"), known.centers)]
    assert sorted(planned) == ["S0", "S1", "S2", "T1"]


@pytest.mark.parametrize("written", ["2026-05-20T02:00Z", "2026-05-20T10:00%2B08:00", "2026-05-20T10:00:59.9"])
def test_one_moment_is_one_question_however_it_is_written(db, written):
    plain, other = ask(open_at="2026-05-20T10:00"), read_question(Params(QueryDict(f"open_at={written}")))
    assert other.canonical() == plain.canonical()


@pytest.mark.parametrize(("written", "is_taken"), [("2017-12-31T16:00Z", True), ("2017-12-31T15:59Z", False)])
def test_the_year_of_a_moment_is_the_one_here(db, written, is_taken):
    if is_taken:
        assert ask(open_at=written).canonical()["open_at"] == "2018-01-01T00:00:00+08:00"
    else:
        with pytest.raises(BadParameter):
            ask(open_at=written)


def test_centres_open_at_a_time(town):
    Center.objects.filter(pk=town.pk).update(hours_source=Source.SURVEY)
    OpeningHours.objects.create(center=town, weekdays=0b0011111, opens=540, closes=1020)
    assert people(figures(ask(open_at="2026-05-20T10:00")).total)["covered"] == 100
    assert "covered" not in people(figures(ask(open_at="2026-05-23T10:00")).total)  # a Saturday


def test_centres_of_a_tier(town):
    open_center("T2", 600, -100, tier=Center.Tier.STREET)
    assert people(figures(ask(tier="street")).total)["covered"] == 50


def test_centres_that_do_an_item(town):
    open_center("T2", 600, -100)
    item = ServiceItem.objects.get(code="C01")
    Offering.objects.update_or_create(
        center=town, item=item, defaults={"status": Offering.Status.AVAILABLE, "source": Source.SURVEY}
    )
    assert people(figures(ask(service="C01")).total)["covered"] == 100


def test_can_an_old_person_reach_a_canteen_on_a_saturday(town):
    town.hours_source = Source.SURVEY
    town.save()
    OpeningHours.objects.create(center=town, weekdays=0b0100000, opens=540, closes=1020)
    item = ServiceItem.objects.active().first()
    Offering.objects.update_or_create(
        center=town, item=item, defaults={"status": Offering.Status.AVAILABLE, "source": Source.SURVEY}
    )
    asked = {"who": "elders", "service": item.code, "minutes": 10}
    assert people(figures(ask(open_at="2026-05-23T10:00", **asked)).total)["covered"] == 10
    assert "covered" not in people(figures(ask(open_at="2026-05-22T10:00", **asked)).total)


def test_a_changed_offering_changes_the_answer(town):
    item = ServiceItem.objects.get(code="C01")
    cell, _ = Offering.objects.update_or_create(
        center=town, item=item, defaults={"status": Offering.Status.AVAILABLE, "source": Source.SURVEY}
    )
    assert people(figures(ask(service="C01")).total)["covered"] == 100
    cell.status = Offering.Status.SUSPENDED
    cell.save()
    assert "covered" not in people(figures(ask(service="C01")).total)


# --- reading the question --------------------------------------------------------------------------------------------


def test_a_question_survives_its_own_parameters(db):
    moment = datetime(2026, 5, 20, 10, tzinfo=timezone.get_default_timezone())
    for question in (
        usual_question(),
        usual_question("elders"),
        Question(minutes=7.5, speed=0.9, who="elders", open_at=moment, tier="street", service="C01"),
        Question(year=2020, planned=True, street="441702001"),
    ):
        assert ask(**question.parameters()) == question
    assert usual_question().parameters() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("minutes", "0"),
        ("minutes", "31"),
        ("minutes", "nan"),
        ("minutes", "十"),
        ("speed", "0.2"),
        ("speed", "3.1"),
        ("speed", "inf"),
        ("who", "cats"),
        ("open_at", "tomorrow"),
        ("open_at", "2026-13-01T10:00"),
        ("open_at", "0001-01-01T00:00"),
        ("open_at", "9999-12-31T23:59"),
        ("tier", "palace"),
        ("service", "C99"),
        ("service", "C01%00"),
        ("year", "2017"),
        ("year", "2999"),
        ("planned", "maybe"),
        ("street", "441702"),
        ("street", "x" * 100_000),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(db, name, value):
    with pytest.raises(BadParameter) as refused:
        ask(**{name: value})
    assert refused.value.parameter == name
