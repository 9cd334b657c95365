"""The sheet of codes for the buildings of a place, and the buttons that lead to codes and posters."""

import re

import pytest

from accounts.models import Post
from centers.models import Center
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceItem
from tests.admin.registry import address
from tests.query.test_qr import expected, modules_of_svg

COMMUNITY = "441702001001"


def page(unit):
    return f"/admin/grids/gridunit/{unit.pk}/code-sheet/"


@pytest.fixture
def unit(db):
    return GridUnit.objects.get(code=COMMUNITY)


@pytest.fixture
def as_community(client, user_with_post):
    client.force_login(user_with_post(COMMUNITY))
    return client


def test_every_building_in_scope_has_its_code(as_community, unit, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = as_community.get(page(unit))
    assert answer.status_code == 200
    labels = [label for paper in answer.context["sheet"].papers for label in paper]
    clusters = GridUnit.objects.under(COMMUNITY).at_level(GridUnit.Level.CLUSTER)
    assert [label.unit for label in labels] == list(clusters.order_by("code"))
    first = labels[0]
    assert modules_of_svg(first.svg) == expected(f"http://testserver/grids/{first.unit.code}/")
    names = [place.name for place in first.unit.ancestors()[1:]]
    assert first.path == " › ".join(names)
    assert first.unit.code in answer.content.decode()
    assert "扫码找网格长" in answer.content.decode()


def test_the_code_is_that_of_the_public_address(as_community, unit, settings):
    settings.PORTAL_URL = "https://dangqun.example.cn"
    label = as_community.get(page(unit)).context["sheet"].papers[0][0]
    assert modules_of_svg(label.svg) == expected(f"https://dangqun.example.cn/grids/{label.unit.code}/")


@pytest.mark.parametrize("per", [12, 24])
def test_a_paper_holds_twelve_or_twenty_four(as_community, unit, per):
    papers = as_community.get(page(unit), {"per": per}).context["sheet"].papers
    assert all(len(paper) == per for paper in papers[:-1])
    assert 0 < len(papers[-1]) <= per


def test_another_level_can_be_chosen(as_community, unit):
    sheet = as_community.get(page(unit), {"level": 4}).context["sheet"]
    assert {label.unit.level for paper in sheet.papers for label in paper} == {4}
    assert {level for level, _, _ in sheet.levels} == {3, 4, 5, 6}


@pytest.mark.parametrize("bad", [{"level": "2"}, {"level": "9"}, {"per": "13"}, {"page": "99"}, {"page": "x"}])
def test_parameters_that_do_not_fit_answer_400(as_community, unit, bad):
    assert as_community.get(page(unit), bad).status_code == 400


def test_retired_units_get_no_code(as_community, unit):
    clusters = GridUnit.objects.under(COMMUNITY).at_level(GridUnit.Level.CLUSTER).order_by("code")
    gone = clusters.first()
    GridUnit.objects.filter(pk=gone.pk).update(valid_to="2020-01-01")
    assert gone.code not in as_community.get(page(unit)).content.decode()


def test_a_large_place_comes_in_batches(as_superuser, unit, django_assert_max_num_queries):
    lane = GridUnit.objects.under(COMMUNITY).at_level(GridUnit.Level.LANE).first()
    GridUnit.objects.under(lane.code).at_level(GridUnit.Level.CLUSTER).delete()
    GridUnit.objects.bulk_create(
        GridUnit(code=f"{lane.code}{number:03}", name=f"{number}号", level=6, parent=lane, source=Source.SURVEY)
        for number in range(1, 501)
    )
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(page(lane))
    sheet = answer.context["sheet"]
    assert (sheet.page.count, sheet.page.pages, sum(map(len, sheet.papers))) == (500, 3, 240)
    assert 'rel="next" href="?page=2"' in re.sub(r"\s+", " ", answer.content.decode())
    assert sum(map(len, as_superuser.get(page(lane), {"page": 3}).context["sheet"].papers)) == 20


def test_foreign_and_unknown_places_answer_the_same_404(as_community, unit):
    stranger = GridUnit.objects.get(code="441702001002")
    foreign, unknown = as_community.get(page(stranger)), as_community.get("/admin/grids/gridunit/999999999/code-sheet/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content.decode().replace(f"/{stranger.pk}/", "/999999999/") == unknown.content.decode()


def test_who_may_read_the_territory_may_print_its_codes(client, unit, user_with_post):
    for role, status in ((Post.Role.SYSTEM, 200), (Post.Role.DISTRICT, 200), (Post.Role.AUDIT, 403)):
        client.force_login(user_with_post("441702", role=role))
        assert client.get(page(unit)).status_code == status
    assert client.post(page(unit)).status_code == 405
    client.logout()
    assert client.get(page(unit)).url.startswith("/admin/login/")


def test_forms_have_buttons_for_poster_and_code(as_superuser, ours, unit):
    for row in (ours, ServiceItem.objects.get(code="C05"), unit):
        text = as_superuser.get(address(type(row), "change", row.pk)).content.decode()
        assert f'href="{row.get_absolute_url()}poster/"' in text
        assert f'href="{row.get_absolute_url()}qr.png"' in text
    assert page(unit) in text


def test_forms_of_what_is_not_public_have_none(as_superuser, ours, unit):
    Center.objects.filter(pk=ours.pk).update(status=Center.Status.PLANNED)
    ServiceItem.objects.filter(code="C05").update(is_active=False)
    GridUnit.objects.filter(pk=unit.pk).update(valid_to="2020-01-01")
    for row in (ours, ServiceItem.objects.get(code="C05"), unit):
        assert "poster/" not in as_superuser.get(address(type(row), "change", row.pk)).content.decode()
