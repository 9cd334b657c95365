"""What the pages of the back office say and lead to, apart from the records themselves."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from accounts.audit import Action, record
from accounts.models import AuditEntry
from accounts.roles import Role
from centers.models import Center, Offering, TextDraft
from grids.models import GridUnit
from tests.admin.page_text import page_text
from tests.admin.registry import address


@pytest.fixture
def as_role(client, user_with_post, ours):
    def sign_in(role):
        unit = ours.unit.code if role == Role.COMMUNITY else ours.unit.code[:6]
        client.force_login(user_with_post(unit, role=role))
        return client

    return sign_in


def test_an_empty_list_says_that_nothing_is_there(as_staff):
    text = page_text(as_staff.get(address(TextDraft, "changelist")))
    assert "这里还没有记录" in text
    assert "清除筛选" not in text


def test_an_empty_list_that_is_narrowed_down_says_that_nothing_fits(as_staff):
    text = page_text(as_staff.get(address(TextDraft, "changelist"), {"q": "没有这样的字"}))
    assert "没有符合条件的记录" in text
    assert "清除筛选" in text
    assert "找到0条" in text


def test_a_list_says_how_many_in_chinese_words(as_staff, ours):
    count = Center.objects.under(ours.unit.code).count()
    assert f"共{count}条" in page_text(as_staff.get(address(Center, "changelist")))


def test_only_the_page_at_hand_is_marked_in_the_navigation(as_staff):
    page = as_staff.get(reverse("admin:centers_offering_matrix"))
    entries = [item for group in page.context["sidebar_navigation"] for item in group["items"]]
    assert [entry["title"] for entry in entries if entry["active"]] == ["可办事项一览"]
    page = as_staff.get(address(Offering, "changelist"))
    entries = [item for group in page.context["sidebar_navigation"] for item in group["items"]]
    assert [entry["title"] for entry in entries if entry["active"]] == ["可办事项"]


def test_the_desk_tells_of_sample_offerings_once(as_staff):
    labels = [task.label for task in as_staff.get(reverse("admin:index")).context["desk"].samples]
    assert len([label for label in labels if label.startswith("事项状态")]) <= 1


def test_a_community_with_one_centre_has_nothing_to_copy_hours_to(as_staff, ours):
    Center.objects.under(ours.unit.code).exclude(pk=ours.pk).update(status=Center.Status.CLOSED)
    text = page_text(as_staff.get(reverse("admin:centers_center_hours_copy", args=[ours.pk])))
    assert "没有别的中心" in text
    assert "下一步" not in text


def test_whoever_only_reads_a_unit_is_told_its_place_in_words(as_role, ours):
    GridUnit.objects.filter(pk=ours.unit_id).update(point=ours.location)
    text = page_text(as_role(Role.SYSTEM).get(address(GridUnit, "change", ours.unit_id)))
    assert f"东经{ours.location.x:.6f}" in text
    assert "SRID" not in text


def test_an_audit_entry_is_told_in_words(as_role):
    record(
        Action.EXPORT,
        actor="li",
        subject="党群服务中心",
        subject_key="centers.Center",
        detail={"model": "centers.Center", "count": 3, "form": "xlsx", "filter": ""},
    )
    auditor, entry = as_role(Role.AUDIT), AuditEntry.objects.filter(actor="li").get()
    text = page_text(auditor.get(address(AuditEntry, "change", entry.pk)))
    assert "资料种类：党群服务中心" in text
    assert "centers.Center" not in text
    assert "历史记录" not in text
    assert "centers.Center" not in page_text(auditor.get(address(AuditEntry, "changelist")))


def test_what_an_audit_entry_tells_and_nobody_has_words_for_is_told_as_it_is(as_role):
    record(
        Action.ROLE, actor="li", detail={"role": "street", "model": "no.Such", "新的": [1, {"a": None}], "first": None}
    )
    entry = AuditEntry.objects.filter(actor="li").get()
    text = page_text(as_role(Role.AUDIT).get(address(AuditEntry, "change", entry.pk)))
    assert "角色：街道工作人员" in text
    assert "no.Such" in text


def test_an_accounts_form_shows_nothing_of_its_password(as_superuser, staff):
    text = page_text(as_superuser.get(address(get_user_model(), "change", staff.pk)))
    assert "密码不会显示" in text
    assert staff.password[-12:] not in text


def test_centres_are_narrowed_down_by_the_year_of_their_opening(as_superuser, ours):
    Center.objects.update(opened_month="2019-03-01")
    Center.objects.filter(pk=ours.pk).update(opened_month="2023-06-01")
    page = as_superuser.get(address(Center, "changelist"), {"opened_month__year": "2023"})
    assert [center.pk for center in page.context["cl"].result_list] == [ours.pk]
    page = as_superuser.get(address(Center, "changelist"), {"opened_month__year": "x"})
    assert not page.context["cl"].result_list
