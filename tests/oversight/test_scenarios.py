"""Scenarios of siting: whose they are, what they answer, what is proven, how they are copied, compared and exported."""

import pytest

from accounts.models import Post
from coverage.current import current
from coverage.models import CandidateSite, CoverageRun, Scenario
from coverage.planning.results import PROVEN, answer_of, proof_words
from coverage.planning.solving import NoAnswer, solve
from tests.coverage.town import OTHER_COMMUNITY, draw, open_center, put_to_use
from tests.oversight.circle_town import DISTRICT, OTHER_STREET, SITES, STREET, address, cells_of


def chosen(scenario) -> list[str]:
    return [site["name"] for site in answer_of(scenario).chosen]


def solved(scenario, **values) -> Scenario:
    solve(scenario, current(), **values)
    scenario.refresh_from_db()
    return scenario


def form_of(scenario, **changed) -> dict:
    names = ("name", "note", "goal", "new_centers", "share", "minutes", "speed", "who", "elders_weight")
    return {name: getattr(scenario, name) for name in names} | {"unit": scenario.unit.code} | changed


# --- answers ---------------------------------------------------------------------------------------------------------


def test_the_place_that_newly_covers_most_people_is_chosen(town, make_scenario):
    scenario = solved(make_scenario())
    answer = answer_of(scenario)
    assert chosen(scenario) == ["在B"]
    assert (answer.new_people, answer.proof) == (200, PROVEN)
    assert answer.result["before"]["covered"] == 100
    assert answer.result["after"] | {"average_minutes": 0} == {
        "total": 357,
        "covered": 300,
        "elders": 62,
        "elders_covered": 50,
        "average_minutes": 0,
    }
    assert {row["code"]: (row["before"], row["after"]) for row in answer.result["streets"]} == {
        STREET: (100, 100),
        OTHER_STREET: (0, 200),
    }


def test_a_place_that_helps_nobody_is_not_built(town, make_scenario):
    assert chosen(solved(make_scenario(new_centers=3))) == ["在B", "在C"]


def test_the_fewest_for_a_share(town, make_scenario):
    # Whoever is off the network cannot be helped: of the other 350 people 300 are 85.7 %.
    scenario = solved(make_scenario(goal=Scenario.Goal.SHARE, share=85))
    assert chosen(scenario) == ["在B"]
    assert chosen(solved(make_scenario(name="另", goal=Scenario.Goal.SHARE, share=100))) == ["在B", "在C"]


def test_the_least_average_way(town, make_scenario):
    scenario = solved(make_scenario(goal=Scenario.Goal.AVERAGE))
    assert chosen(scenario) == ["在B"]
    before, after = (answer_of(scenario).result[name]["average_minutes"] for name in ("before", "after"))
    # 100 people walk 300 m, 200 more than 2,160 m and count as that, 50 walk 1,400 m; then the 200 walk nothing, and
    # the 50 walk 1,200 m along the southern street.
    assert before == pytest.approx((100 * 300 + 200 * 2160 + 50 * 1400) / 350 / 72, abs=0.01)
    assert after == pytest.approx((100 * 300 + 50 * 1200) / 350 / 72, abs=0.01)


def test_fixed_and_forbidden_places(town, make_scenario):
    scenario = make_scenario(new_centers=1)
    scenario.candidates.filter(name="在C").update(state=CandidateSite.State.FIXED)
    assert chosen(solved(scenario)) == ["在C"]
    scenario.candidates.filter(name="在C").update(state=CandidateSite.State.FREE)
    scenario.candidates.filter(name="在B").update(state=CandidateSite.State.FORBIDDEN)
    assert chosen(solved(scenario)) == ["在C"]


def test_a_street_gets_no_more_than_its_budget(town, make_scenario):
    scenario = solved(make_scenario(new_centers=2, budgets={OTHER_STREET: 1}))
    assert chosen(scenario) == ["在B"]


def test_elders_may_count_more(town, make_scenario):
    # 5 of C's 50 people are over 65; 40 of B's 200: with none but elders the order stays, with their weight the value.
    plain, weighted = solved(make_scenario()), solved(make_scenario(name="另", elders_weight=3))
    assert answer_of(plain).result["value"] == 200
    assert answer_of(weighted).result["value"] == 200 + 2 * 40
    assert answer_of(weighted).new_people == 200


@pytest.mark.parametrize(
    ("values", "states", "words"),
    [
        ({"new_centers": 9}, {}, "可能选的候选点只有3个"),
        ({"new_centers": 1}, {"在B": "fixed", "在C": "fixed"}, "定了2个一定要选的点"),
        ({"new_centers": 3, "budgets": {OTHER_STREET: 0}}, {}, "只让建1个"),
        ({"new_centers": 1, "budgets": {OTHER_STREET: 0}}, {"在B": "fixed"}, "最多只让建0个"),
        ({"goal": "share", "share": 100}, {"在B": "forbidden"}, "全选上也到不了100%"),
    ],
)
def test_rules_that_cannot_be_kept_say_what_to_change(town, make_scenario, values, states, words):
    scenario = make_scenario(**values)
    for name, state in states.items():
        scenario.candidates.filter(name=name).update(state=state)
    with pytest.raises(NoAnswer, match=words):
        solve(scenario, current())
    assert not CoverageRun.objects.exists()


def test_equal_inputs_give_equal_bytes(town, make_scenario):
    scenario = make_scenario(new_centers=2)
    first, second = solve(scenario, current()), solve(scenario, current())
    assert first.inputs_digest == second.inputs_digest
    assert first.result_text == second.result_text


def test_the_run_says_by_what_and_by_whom(town, make_scenario, district):
    run = solve(make_scenario(), current(), by=district)
    assert (run.kind, run.scope_code, run.by_name) == ("siting", DISTRICT, district.username)
    assert run.versions["network"]
    assert run.inputs["candidates"][0]["name"] == "在B"


def test_never_more_is_said_than_was_proven():
    assert proof_words(True, 0.0) == "已证明最优"
    assert proof_words(False, 0.0123) == "与最优相差不超过1.3%"
    assert proof_words(False, 0.012) == "与最优相差不超过1.2%"
    # Nothing was proven: not even by a hair may it look so.
    assert proof_words(False, 0.0) == "与最优相差不超过0.1%"


# --- pages -----------------------------------------------------------------------------------------------------------


def test_solving_by_the_button_shows_before_and_after(district_desk, town, make_scenario):
    scenario = make_scenario()
    answer = district_desk.post(address("scenario-solve", scenario.pk), follow=True)
    page = answer.content.decode()
    assert "建1个，新走得到200人" in page
    assert "已证明最优" in page
    picture = district_desk.get(address("scenario-map", scenario.pk)).content.decode()
    assert picture.count('class="sign new"') == 1
    assert picture.count('class="chosen"') == 1
    after = district_desk.get(address("scenario-after", scenario.pk)).json()
    assert [site["name"] for site in after["chosen"]] == ["在B"]
    assert after["changed"][1::2] == [0]


def test_what_has_changed_since_is_told(district_desk, town, make_scenario):
    scenario = solved(make_scenario())
    assert "请重新计算" not in district_desk.get(address("scenario", scenario.pk)).content.decode()
    scenario.candidates.filter(name="在B").update(state=CandidateSite.State.FORBIDDEN)
    assert "方案改过了" in district_desk.get(address("scenario", scenario.pk)).content.decode()
    open_center("T5", 600, -100)
    assert "中心更新了" in district_desk.get(address("scenario", scenario.pk)).content.decode()
    put_to_use(draw([(0, 1), (1, 2), (3, 4), (4, 5)]))
    assert "路网更新了" in district_desk.get(address("scenario", scenario.pk)).content.decode()


def test_without_roads_siting_says_that_it_needs_them(district_desk, town_without_roads, make_scenario):
    scenario = make_scenario()
    page = district_desk.get(address("scenario", scenario.pk)).content.decode()
    assert "选址要先有步行路网" in page
    assert "/admin/coverage/roadnetwork/upload/" in page
    assert "一定走不到" in page
    assert address("scenario-solve", scenario.pk) not in page
    answer = district_desk.post(address("scenario-solve", scenario.pk), follow=True)
    assert "请先导入道路" in answer.content.decode()
    assert not CoverageRun.objects.exists()


def test_a_scenario_without_places_says_so(district_desk, town, make_scenario):
    answer = district_desk.post(address("scenario-solve", make_scenario(sites={}).pk), follow=True)
    assert "还没有候选点" in answer.content.decode()


def test_a_new_scenario_is_named_and_owned(district_desk, town):
    sent = {"name": "一号", "unit": DISTRICT, "goal": "most", "new_centers": 4, "share": 95, "minutes": 12, "speed": 1,
            "who": "elders", "elders_weight": 2, f"budget_{STREET}": 1}  # fmt: skip
    answer = district_desk.post(address("scenario-new"), sent)
    scenario = Scenario.objects.get()
    assert answer.url == address("scenario-candidates", scenario.pk)
    assert (scenario.name, scenario.new_centers, scenario.budgets) == ("一号", 4, {STREET: 1})
    assert scenario.owner.username.startswith("district")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "长" * 100_000), ("name", "a\x00b"), ("minutes", "0"), ("minutes", "31"),
        ("minutes", "nan"), ("minutes", "1e999"), ("speed", "9"), ("speed", "x"), ("goal", "x"), ("share", "101"),
        ("new_centers", "0"), ("new_centers", "999"), ("new_centers", "1" * 5000), ("elders_weight", "0.5"),
        ("who", "x"), ("unit", "999999999"), ("unit", OTHER_COMMUNITY), (f"budget_{STREET}", "-1"),
        (f"budget_{STREET}", "x"),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_wrong_rules_are_refused_and_what_was_typed_stays(district_desk, town, make_scenario, field, value):
    scenario = make_scenario(note="有说明")
    answer = district_desk.post(address("scenario-edit", scenario.pk), form_of(scenario, **{field: value}))
    assert answer.status_code == 400
    assert "有说明" in answer.content.decode()
    before = form_of(scenario)
    assert form_of(Scenario.objects.get()) == before


def test_changes_are_kept_in_the_history(district_desk, town, make_scenario):
    scenario = make_scenario()
    district_desk.post(address("scenario-edit", scenario.pk), form_of(scenario, new_centers=5))
    newest = Scenario.history.first()
    assert (newest.new_centers, newest.history_user.username[:8]) == (5, "district")
    page = district_desk.get(address("scenario", scenario.pk)).content.decode()
    assert "新建几个：1 → 5" in page


def test_a_copy_has_rules_and_places_of_its_own(district_desk, town, make_scenario):
    scenario = make_scenario(name="长" * 60, budgets={STREET: 2})
    district_desk.post(address("scenario-copy", scenario.pk))
    made = Scenario.objects.exclude(pk=scenario.pk).get()
    assert (made.copied_from, made.budgets, len(made.name)) == (scenario, {STREET: 2}, 60)
    assert [site.name for site in made.candidates.all()] == list(SITES)
    made.candidates.all().delete()
    assert scenario.candidates.count() == 3


def test_what_is_put_away_is_listed_apart(district_desk, town, make_scenario):
    scenario = make_scenario(name="收起来的")
    district_desk.post(address("scenario-archive", scenario.pk))
    assert "收起来的" not in district_desk.get(address("scenarios")).content.decode().split("oversight-tabs")[1]
    assert "收起来的" in district_desk.get(address("scenarios"), {"archived": "1"}).content.decode()
    district_desk.post(address("scenario-archive", scenario.pk), {"back": "1"})
    assert not Scenario.objects.get().is_archived


def test_scenarios_stand_side_by_side(district_desk, town, make_scenario):
    one, two = solved(make_scenario(name="一个")), solved(make_scenario(name="两个", new_centers=2))
    answer = district_desk.get(address("scenario-compare"), {"with": [one.pk, two.pk]})
    cells = dict(answer.context["measures"])
    assert cells["新走得到的人"] == ["200人", "250人"]
    assert cells["走得到的人"] == ["100 → 300", "100 → 350"]
    assert [gains for _, gains in answer.context["streets"]] == [["200人", "250人"], ["0人", "0人"]]


def test_fewer_than_two_or_more_than_three_are_not_compared(district_desk, town, make_scenario):
    keys = [make_scenario(name=f"{number}").pk for number in range(4)]
    for some in (keys[:1], keys, []):
        assert district_desk.get(address("scenario-compare"), {"with": some}).status_code == 400


# --- scope -----------------------------------------------------------------------------------------------------------

PAGES = ("scenario", "scenario-edit", "scenario-candidates", "scenario-map", "scenario-after", "scenario-xlsx")
DEEDS = ("scenario-edit", "scenario-candidates", "scenario-candidate-add", "scenario-solve", "scenario-copy",
         "scenario-archive")  # fmt: skip


@pytest.mark.parametrize("code", [DISTRICT, OTHER_STREET])
def test_a_street_sees_no_scenario_of_others(street_desk, town, make_scenario, code):
    theirs, own = make_scenario(code, name="别人的方案"), make_scenario(STREET, name="自己的方案")
    assert list(Scenario.objects.visible_to(Post.objects.get().user)) == [own]
    page = street_desk.get(address("scenarios")).content.decode()
    assert ("自己的方案" in page, "别人的方案" in page) == (True, False)
    for name in PAGES:
        assert street_desk.get(address(name, theirs.pk)).status_code == 404
        assert street_desk.get(address(name, own.pk)).status_code == 200
    before = form_of(theirs), theirs.candidates.count(), theirs.is_archived
    for name in DEEDS:
        assert street_desk.post(address(name, theirs.pk), {"communities": "1"}).status_code == 404
    theirs.refresh_from_db()
    assert (form_of(theirs), theirs.candidates.count(), theirs.is_archived) == before
    assert street_desk.get(address("scenario-compare"), {"with": [own.pk, theirs.pk]}).status_code == 404
    assert Scenario.objects.count() == 2


def test_a_street_makes_scenarios_of_its_own_only(street_desk, town, make_scenario):
    scenario = make_scenario(STREET)
    for code in (DISTRICT, OTHER_STREET):
        assert street_desk.post(address("scenario-edit", scenario.pk), form_of(scenario, unit=code)).status_code == 400
        assert street_desk.post(address("scenario-new"), form_of(scenario, unit=code)).status_code == 400
    assert Scenario.objects.count() == 1
    scenario.refresh_from_db()
    assert scenario.unit.code == STREET


def test_a_street_counts_its_own_residents(town, make_scenario):
    scenario = solved(make_scenario(OTHER_STREET))
    result = answer_of(scenario).result
    assert (result["before"]["total"], result["before"]["covered"], result["after"]["covered"]) == (250, 0, 200)


# --- export and cost -------------------------------------------------------------------------------------------------


def test_no_cell_of_the_download_is_live(district_desk, town, make_scenario):
    scenario = make_scenario(name='=HYPERLINK("http://x","x")', note="@SUM(1)")
    scenario.candidates.filter(name="在B").update(name="+1+1")
    solved(scenario)
    cells = cells_of(district_desk.get(address("scenario-xlsx", scenario.pk)))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    values = {cell.value for cell in cells}
    assert {'=HYPERLINK("http://x","x")', "@SUM(1)", "+1+1", "已证明最优", 200} <= values


def test_a_scenario_without_an_answer_downloads_its_places(district_desk, town, make_scenario):
    values = {cell.value for cell in cells_of(district_desk.get(address("scenario-xlsx", make_scenario().pk)))}
    assert {"在A", "在B", "在C"} <= values


def test_the_list_costs_the_same_however_long_it_is(district_desk, town, make_scenario, django_assert_max_num_queries):
    for number in range(8):
        solved(make_scenario(name=f"方案{number}"))
    with django_assert_max_num_queries(12):
        district_desk.get(address("scenarios"))


def test_pages_of_a_scenario_cost_little(district_desk, town, make_scenario, django_assert_max_num_queries):
    scenario = solved(make_scenario())
    for name in PAGES:
        district_desk.get(address(name, scenario.pk))
        with django_assert_max_num_queries(16):
            district_desk.get(address(name, scenario.pk))
