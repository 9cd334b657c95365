"""The way in, the first page, and what lies under the maps."""

import gettext
import re
from datetime import date

from django.urls import reverse

from accounts.audit import record
from accounts.models import Post
from accounts.models.audit import AuditEntry
from centers.models import Center, ChangeRequest, OpeningException, ProposedChange, TextDraft
from grids.models import GridUnit, Steward
from jiangcheng import my_work
from tests.admin.page_text import english_in
from tests.admin.registry import address

MOST_QUERIES = 12


def labels(tasks):
    return {task.label for task in tasks}


def make_everything_wrong(center):
    """Contradictions, gaps, old dates and drafts at one centre."""
    Center.objects.filter(pk=center.pk).update(
        floor_area_m2=0, hours_leftover="看情况", hours_source="", telephone="", address="", location_source="sample"
    )
    OpeningException.objects.create(center=center, first=date(2026, 1, 1), last=date(2026, 1, 3))
    Steward.objects.filter(unit=center.unit).update(source="sample")


def test_the_login_is_chinese_and_leads_to_the_first_page(client, superuser):
    answer = client.get("/admin/login/")
    assert english_in(answer) == set()
    answer = client.post("/admin/login/", {"username": "chief", "password": "a long test password"}, follow=True)
    assert answer.redirect_chain == [("/admin/", 302)]
    assert "工作台" in answer.content.decode()


def test_a_wrong_password_is_explained_in_chinese(client, superuser):
    answer = client.post("/admin/login/", {"username": "chief", "password": "wrong"})
    assert english_in(answer) == set()


def test_the_first_page_counts_what_is_in_scope(as_staff, ours, staff, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = as_staff.get("/admin/")
    figures = {figure.label: figure.value for figure in answer.context["desk"].figures}
    assert figures["党群服务中心"] == Center.objects.visible_to(staff).count()
    assert figures["社区（村）"] == 1
    assert english_in(answer) - {"Community"} == set()


def test_every_task_leads_to_a_list_of_that_length(as_staff, rows, ours):
    make_everything_wrong(ours)
    desk = as_staff.get("/admin/").context["desk"]
    assert {"过期的特别安排", "照片等审核或发布", "有资料要确认的中心", "有事项未登记"} <= labels(desk.tasks)
    assert {"位置是示例", "网格人员是示例"} <= labels(desk.samples)
    for task in [*desk.tasks, *desk.samples]:
        shown = as_staff.get(task.url).context
        count = shown["page"].count if task.url == reverse("admin:reminders") else shown["cl"].result_count
        assert count == task.count, task.label
        assert task.sentence.endswith("。")


def test_what_misleads_residents_comes_before_what_is_merely_missing(as_staff, rows, ours):
    make_everything_wrong(ours)
    tasks = [task.label for task in as_staff.get("/admin/").context["desk"].tasks]
    assert tasks.index("建筑面积是0") < tasks.index("开放时间有没读懂的") < tasks.index("有资料要确认的中心")
    assert tasks.index("有资料要确认的中心") < tasks.index("有事项未登记") < tasks.index("过期的特别安排")


def test_nothing_of_a_neighbour_is_counted(as_staff, rows, foreign):
    before = as_staff.get("/admin/").context["desk"]
    make_everything_wrong(foreign)
    after = as_staff.get("/admin/").context["desk"]
    assert (after.tasks, after.samples, after.figures) == (before.tasks, before.samples, before.figures)


def test_the_desk_says_so_when_nothing_is_to_be_done(as_staff, staff, monkeypatch):
    Center.objects.visible_to(staff).update(unit=GridUnit.objects.get(code="441702"))
    Steward.objects.visible_to(staff).delete()
    text = as_staff.get("/admin/").content.decode()
    assert "今天没有要办的事" in text
    assert "还没换掉的示例资料" not in text


def test_residents_corrections_and_drafts_join_once_they_have_lists(staff, ours, monkeypatch):
    request = ChangeRequest.objects.create(center=ours, sender="x", form_key="k")
    ProposedChange.objects.create(request=request, field="telephone", proposed="0662-3221234")
    TextDraft.objects.create(center=ours, body="新的简介")
    monkeypatch.setattr(my_work, "has_list", lambda model: True)
    monkeypatch.setattr(my_work, "list_of", lambda model, **query: f"/{model._meta.model_name}/")
    counts = {task.label: task.count for task in my_work.records_desk(staff).tasks}
    assert next(iter(counts)) == "居民纠错等处理"
    assert (counts["居民纠错等处理"], counts["文字稿等审核或发布"]) == (1, 1)


def test_a_system_administrator_sees_accounts_and_no_records(client, user_with_post, django_user_model):
    client.force_login(user_with_post("441702", Post.Role.SYSTEM))
    django_user_model.objects.create_user("new", must_change_password=True)
    answer = client.get("/admin/")
    desk = answer.context["desk"]
    assert {figure.label for figure in desk.figures} == {"启用的账号", "停用的账号", "在任的任职"}
    for line in [*desk.tasks, *desk.figures]:
        count = line.value if hasattr(line, "value") else line.count
        assert client.get(line.url).context["cl"].result_count == count, line.label
    assert "还没改初始密码的账号" in labels(desk.tasks)
    assert "/admin/quality/" not in answer.content.decode()


def test_an_auditor_sees_what_was_refused_and_no_records(client, user_with_post):
    client.force_login(user_with_post("441702", Post.Role.AUDIT))
    record(AuditEntry.Action.ACCESS_REFUSED, actor="someone")
    answer = client.get("/admin/")
    figures = {figure.label: figure.value for figure in answer.context["desk"].figures}
    assert figures["越权被拒"] == 1
    assert "党群服务中心" not in figures
    assert english_in(answer) - {"Audit"} == set()


def test_the_first_page_tells_staff_without_a_post_whom_to_ask(client, staff_without_post):
    client.force_login(staff_without_post)
    assert "还没有任职" in client.get("/admin/").content.decode()


def test_navigation_offers_what_the_account_may_open(as_staff):
    text = as_staff.get("/admin/").content.decode()
    assert address(Center, "changelist") in text
    assert "/admin/accounts/user/" not in text


def test_maps_rest_on_our_own_outline(as_staff, client):
    base = as_staff.get("/admin/base-map.json").json()
    assert base["features"][0]["geometry"]["type"] == "MultiPolygon"
    assert {"南恩街道"} <= {feature["properties"].get("name") for feature in base["features"]}
    client.logout()
    assert client.get("/admin/base-map.json").status_code == 302


def test_pages_ask_no_other_site_for_anything(as_superuser, ours):
    for page in ("/admin/", address(Center, "change", ours.pk)):
        text = as_superuser.get(page).content.decode()
        for mark in ('src="http', 'src="//', "openstreetmap", "googleapis", "cdn."):
            assert mark not in text


def test_compiled_translations_are_those_of_the_source(settings):
    folder = settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    pairs = re.findall(
        r'^msgid "(.+)"\nmsgstr "(.+)"$', (folder / "django.po").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(pairs) > 50
    for english, translated in pairs:
        assert catalogue.gettext(english.replace('\\"', '"')) == translated.replace('\\"', '"')
