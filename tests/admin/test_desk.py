"""The way in, the first page, and what lies under the maps."""

import gettext
import re

from centers.models import Center
from tests.admin.page_text import english_in
from tests.admin.registry import address


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
    with django_assert_max_num_queries(9):
        answer = as_staff.get("/admin/")
    figures = {figure.label: figure.value for figure in answer.context["figures"]}
    assert figures["党群服务中心"] == Center.objects.visible_to(staff).count()
    assert figures["社区（村）"] == 1
    assert english_in(answer) - {"Community"} == set()


def test_every_task_leads_to_a_list_of_that_length(as_superuser):
    tasks = as_superuser.get("/admin/").context["tasks"]
    assert tasks
    for task in tasks:
        assert as_superuser.get(task.url).context["cl"].result_count == task.value, task.label


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
