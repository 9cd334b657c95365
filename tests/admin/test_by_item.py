"""One item at every centre: who has answered, and one answer for several centres after a preview."""

import pytest

from centers.models import Answer, Center, Offering
from services.models import ServiceItem
from tests.admin.page_text import english_in
from tests.many_centers import add_centers

PAGE = "/admin/centers/offering/by-item/C01/"


@pytest.fixture
def item(db):
    return ServiceItem.objects.get(code="C01")


@pytest.fixture
def pair(ours, foreign, item):
    """Our two centres' cells, both unanswered: a district sees both, a community one."""
    Offering.objects.filter(center__in=[ours, foreign], item=item).update(
        status="missing", source="", confirmed_on=None
    )
    return [center.offerings.get(item=item) for center in (ours, foreign)]


def chosen(cells, status="available", **more):
    return {"center": [cell.center_id for cell in cells], "status": status} | more


def confirmed(preview):
    """What the preview's form sends when a person confirms."""
    rows = preview.context["changing"]
    data = {"center": [row.center.pk for row in rows], "status": preview.context["bulk"].status, "apply": "1"}
    return data | {f"seen-{row.center.pk}": row.cell.stamp for row in rows}


def test_every_centre_in_scope_is_there_the_unanswered_first(as_superuser, pair, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(PAGE)
    statuses = [row.cell.status == "missing" for row in answer.context["page"].rows]
    assert len(statuses) == Center.objects.count()
    assert statuses == sorted(statuses, reverse=True)
    assert english_in(answer) == set()


def test_the_list_can_be_limited_to_a_status(as_superuser, pair, item):
    for status in Offering.Status.values:
        answer = as_superuser.get(PAGE, {"status": status})
        assert {row.cell.status for row in answer.context["page"].rows} <= {status}
        expected = Offering.objects.filter(item=item, status=status).count()
        assert answer.context["page"].count == expected
        assert {value: n for value, _, n in answer.context["filters"]}[status] == expected
    assert as_superuser.get(PAGE, {"status": "gone"}).status_code == 400
    assert as_superuser.get(PAGE, {"page": "99"}).status_code == 400


def test_a_community_sees_its_own_centres_only(as_staff, staff, pair):
    shown = {row.center for row in as_staff.get(PAGE).context["page"].rows}
    assert shown == set(Center.objects.visible_to(staff))


def test_a_centre_without_the_cell_counts_as_unanswered(as_superuser, pair):
    Offering.objects.filter(pk=pair[0].pk).delete()
    page = as_superuser.get(PAGE, {"status": "missing"}).context["page"]
    assert pair[0].center in [row.center for row in page.rows]


def test_a_preview_shows_now_and_after_and_changes_nothing(as_superuser, pair):
    answer = as_superuser.post(PAGE, chosen(pair))
    assert answer.status_code == 200
    assert {row.center for row in answer.context["changing"]} == {cell.center for cell in pair}
    assert "<s>未登记</s>" in answer.content.decode()
    assert english_in(answer) == set()
    assert Offering.objects.filter(pk__in=[cell.pk for cell in pair], status="missing").count() == 2


def test_what_is_confirmed_is_changed_with_history(as_superuser, superuser, pair):
    answer = as_superuser.post(PAGE, confirmed(as_superuser.post(PAGE, chosen(pair))), follow=True)
    assert "改了2个中心" in answer.content.decode()
    for cell in pair:
        cell.refresh_from_db()
        assert (cell.status, cell.source) == ("available", "survey")
        assert cell.history.latest("history_id").history_user == superuser
        assert cell.center.__class__.objects.get(pk=cell.center_id).services_confirmed_by == superuser


def test_centres_that_say_so_already_are_left_out(as_superuser, pair):
    as_superuser.post(PAGE, confirmed(as_superuser.post(PAGE, chosen(pair[:1]))))
    answer = as_superuser.post(PAGE, chosen(pair))
    assert [row.center for row in answer.context["changing"]] == [pair[1].center]
    assert "1 个已经是“可办”" in answer.content.decode()


def test_a_preview_that_is_no_longer_true_is_said_and_nothing_is_changed(as_superuser, superuser, pair):
    data = confirmed(as_superuser.post(PAGE, chosen(pair)))
    key = (pair[0].center_id, pair[0].item_id)
    Offering.objects.answer({key: Answer("suspended")}, by=superuser, seen={key: pair[0].stamp})
    answer = as_superuser.post(PAGE, data)
    assert answer.status_code == 409
    assert "被别人改了" in answer.content.decode()
    for cell in pair:
        cell.refresh_from_db()
    assert [cell.status for cell in pair] == ["suspended", "missing"]
    assert as_superuser.post(PAGE, confirmed(answer)).status_code == 302
    pair[1].refresh_from_db()
    assert pair[1].status == "available"


def test_a_change_without_a_preview_is_not_made(as_superuser, pair):
    assert as_superuser.post(PAGE, chosen(pair, apply="1")).status_code == 409
    assert Offering.objects.filter(pk__in=[cell.pk for cell in pair], status="missing").count() == 2


@pytest.mark.parametrize("bad", [999_999_999, "abc", "٣", "-1", 10**30, "1\x00"])
def test_one_centre_that_is_not_there_refuses_the_whole_change(as_superuser, pair, bad):
    for step in ({}, {"apply": "1"}):
        data = chosen(pair, **step)
        data["center"].append(bad)
        seen = {f"seen-{cell.center_id}": cell.stamp for cell in pair}
        assert as_superuser.post(PAGE, data | seen).status_code == 404
    assert Offering.objects.filter(pk__in=[cell.pk for cell in pair], status="missing").count() == 2


def test_a_foreign_centre_refuses_the_whole_change(as_staff, pair):
    seen = {f"seen-{cell.center_id}": cell.stamp for cell in pair}
    for step in ({}, {"apply": "1"}):
        assert as_staff.post(PAGE, chosen(pair, **step) | seen).status_code == 404
    assert Offering.objects.filter(pk__in=[cell.pk for cell in pair], status="missing").count() == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "请先勾选中心"),
        ({"status": "available"}, "请先勾选中心"),
        ({"status": ""}, "请选择新的状态"),
        ({"status": "gone"}, "请选择新的状态"),
    ],
)
def test_a_choice_that_is_not_complete_is_explained_and_stays(as_staff, pair, data, message):
    if message == "请选择新的状态":
        data = data | {"center": [pair[0].center_id]}
    answer = as_staff.post(PAGE, data)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert answer.context["chosen"] == {str(key) for key in data.get("center", [])}


def test_unknown_items_answer_404(as_staff):
    for code in ("Z99", "c01", "%00", "长" * 50):
        assert as_staff.get(f"/admin/centers/offering/by-item/{code}/").status_code == 404


def test_staff_without_a_post_are_refused(client, staff_without_post, pair):
    client.force_login(staff_without_post)
    assert client.get(PAGE).status_code == client.post(PAGE, chosen(pair)).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_thousands_of_centres_come_in_pages(as_superuser, django_assert_max_num_queries):
    add_centers(150)
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(PAGE, {"page": "2"})
    assert len(answer.context["page"].rows) == 100
    assert answer.context["page"].pages == 3
