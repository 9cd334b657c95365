"""Runs are kept as they were: equal inputs give equal bytes, two runs compare, nobody changes one."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from centers.models import Center
from coverage.models import CoverageRun, compare
from coverage.questions import Question, usual_question
from coverage.results import run
from query.kept import forget_everything
from tests.coverage.town import COMMUNITY, OTHER_COMMUNITY, draw, open_center, put_to_use


@pytest.fixture
def of_street(user_with_post):
    return user_with_post(COMMUNITY[:9], role=Role.STREET)


@pytest.fixture
def of_district(user_with_post):
    return user_with_post(COMMUNITY[:6], role=Role.DISTRICT)


def test_a_run_keeps_what_was_asked_of_which_data_and_the_result(town, of_district):
    kept, _ = run(usual_question(), by=of_district)
    kept.refresh_from_db()
    assert Question.of_canonical(kept.inputs) == usual_question()
    assert set(kept.versions) == {"network", "demand", "centers", "counted", "year"}
    assert kept.versions["counted"] == ["T1"]
    assert kept.method_name == "步行路网"
    assert kept.by == of_district
    assert kept.seconds > 0
    assert kept.result["district"] == {"total": 357, "covered": 100, "gap": 250, "off_network": 7, "unplaced": 0}
    assert kept.result["overlap"] == [250, 100, 0, 0]
    assert kept.result["centers"] == [{"code": "T1", "nearest_to": 100, "reached": 100, "only_here": 100}]


def test_equal_inputs_give_equal_bytes(town, monkeypatch):
    day = datetime(2026, 5, 20, 10, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: day)
    first, _ = run(usual_question())
    forget_everything()
    monkeypatch.setattr("django.utils.timezone.now", lambda: day + timedelta(days=40))
    second, _ = run(usual_question())
    assert second.result_text == first.result_text
    assert second.result_digest == first.result_digest
    assert second.inputs_digest == first.inputs_digest
    assert list(CoverageRun.objects.of_same_inputs(first.inputs_digest)) == [second, first]


@pytest.mark.parametrize(
    "change",
    [
        lambda: open_center("T2", 600, -100),
        lambda: put_to_use(draw([(0, 1), (1, 2)])),
        lambda: Center.objects.filter(code="T1").update(status=Center.Status.SUSPENDED),
    ],
    ids=["opened", "other roads", "suspended"],
)
def test_other_data_is_another_input(town, change):
    first, _ = run(usual_question())
    change()
    second, _ = run(usual_question())
    assert second.inputs_digest != first.inputs_digest


def test_the_result_holds_no_time(town):
    kept, _ = run(usual_question())
    assert timezone.localdate().isoformat() not in kept.result_text
    assert json.dumps(kept.result, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == kept.result_text


def test_two_runs_compare(town):
    before, _ = run(usual_question())
    open_center("T2", 600, -100)
    after, _ = run(usual_question().with_(minutes=11))
    found = compare(before, after)
    assert not found.is_same
    assert [(one.name, one.before, one.after) for one in found.inputs] == [("minutes", 10, 11)]
    results = {one.name: one.change for one in found.results}
    assert results["district/covered"] == 50
    assert results["district/gap"] == -50
    assert "district/total" not in results
    assert compare(before, before).is_same
    assert compare(before, before).results == []


def test_a_run_without_roads_compares_with_one_with_roads(town_without_roads):
    before, _ = run(usual_question())
    put_to_use(draw())
    after, _ = run(usual_question())
    results = {one.name: (one.before, one.after) for one in compare(before, after).results}
    assert results["district/covered"] == (None, 100)
    assert results["district/probable"] == (300, None)


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_a_street_sees_runs_about_itself_and_the_district_all(town, of_street, of_district):
    whole, _ = run(usual_question())
    own, _ = run(usual_question().with_(street=COMMUNITY[:9]))
    foreign, _ = run(usual_question().with_(street=OTHER_COMMUNITY[:9]))
    assert set(CoverageRun.objects.visible_to(of_street)) == {own}
    assert set(CoverageRun.objects.visible_to(of_district)) == {whole, own, foreign}
    assert not CoverageRun.objects.visible_to(None)


def test_the_page_of_a_run_shows_figures_method_and_licence(town, client, of_district):
    kept, _ = run(usual_question(), by=of_district)
    client.force_login(of_district)
    html = client.get(f"/admin/coverage/coveragerun/{kept.pk}/change/").content.decode()
    for words in ("步行路网", "© OpenStreetMap contributors（ODbL）", "走不到", "2026年楼栋人口", "28.0%"):
        assert words in html
    assert client.get("/admin/coverage/coveragerun/").status_code == 200


def test_the_page_that_compares(town, client, of_district):
    before, _ = run(usual_question())
    after, _ = run(usual_question().with_(minutes=20))
    client.force_login(of_district)
    html = client.get(f"/admin/coverage/coveragerun/compare/?a={before.pk}&b={after.pk}").content.decode()
    assert "全部 · 走得到" in html
    assert "+50" in html
    assert (
        "完全一样" in client.get(f"/admin/coverage/coveragerun/compare/?a={before.pk}&b={before.pk}").content.decode()
    )


@pytest.mark.parametrize("key", ["999999999", "abc", "-1", "9" * 400, "１"])
def test_a_run_that_is_not_there_cannot_be_compared(town, client, of_district, key):
    kept, _ = run(usual_question())
    client.force_login(of_district)
    assert client.get("/admin/coverage/coveragerun/compare/", {"a": kept.pk, "b": key}).status_code == 404


def test_a_foreign_run_cannot_be_compared(town, client, of_street):
    own, _ = run(usual_question().with_(street=COMMUNITY[:9]))
    foreign, _ = run(usual_question())
    client.force_login(of_street)
    assert client.get("/admin/coverage/coveragerun/compare/", {"a": own.pk, "b": foreign.pk}).status_code == 404
    assert client.get("/admin/coverage/coveragerun/compare/", {"a": own.pk, "b": own.pk}).status_code == 200


def test_the_list_costs_few_queries(town, client, of_district, django_assert_max_num_queries):
    for minutes in (5, 10, 15):
        run(usual_question().with_(minutes=minutes))
    client.force_login(of_district)
    with django_assert_max_num_queries(12):
        client.get("/admin/coverage/coveragerun/")


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_keeps_the_run(town):
    out = StringIO()
    call_command("analyze_coverage", minutes="20", stdout=out)
    told = out.getvalue()
    assert "步行路网" in told
    assert "150（42.0%）" in told
    assert "© OpenStreetMap contributors（ODbL）" in told
    kept = CoverageRun.objects.get()
    assert kept.inputs["minutes"] == 20
    assert kept.by_name == "命令行"


def test_the_command_takes_every_filter(town):
    asked = {"minutes": "15", "speed": "0.9", "who": "elders", "open_at": "2026-05-20T10:00", "tier": "community"}
    more = {"service": "C01", "year": "2021", "street": "441702002", "planned": True}
    call_command("analyze_coverage", **asked, **more, verbosity=0)
    inputs = CoverageRun.objects.get().inputs
    assert (inputs["who"], inputs["street"], inputs["planned"], inputs["year"]) == ("elders", "441702002", True, 2021)


def test_the_command_refuses_what_does_not_fit(town):
    with pytest.raises(CommandError, match="--open-at 不对"):
        call_command("analyze_coverage", open_at="soon")
    assert not CoverageRun.objects.exists()
