"""A person saves the filters of a list under a name and finds them above it: their own, and nobody else's."""

import pytest
from django.test import Client

from accounts.models import Post, SavedFilter
from tests.admin.page_text import english_in
from tests.admin.registry import MODELS, SUPERUSERS_ONLY, address

SAVE = "/admin/saved-filters/"
LIST = "/admin/centers/center/"


def save(client, name="没有位置的", query="status__exact=open", model="centers.Center", **more):
    return client.post(SAVE, {"name": name, "query": query, "model": model} | more)


def delete(client, saved, query=""):
    return client.post(f"{SAVE}{saved.pk}/delete/", {"query": query})


@pytest.fixture
def saved(staff):
    return SavedFilter.objects.create(
        owner=staff, model_label="centers.Center", name="开着的", query="status__exact=open"
    )


def test_a_filter_is_saved_opened_with_one_tap_and_deleted(as_staff, staff):
    page = as_staff.get(LIST, {"status__exact": "open", "q": "社区", "o": "2", "p": "0"})
    assert page.context["chips"].may_save
    answer = save(as_staff, query=page.context["chips"].query)
    saved = SavedFilter.objects.get(owner=staff)
    assert saved.query == "o=2&q=%E7%A4%BE%E5%8C%BA&status__exact=open"
    assert answer.url == f"{LIST}?{saved.query}"
    page = as_staff.get(answer.url)
    text = page.content.decode()
    assert "没有位置的" in text
    assert page.context["chips"].present == saved
    assert not page.context["chips"].may_save
    assert f'href="?{saved.query.replace("&", "&amp;")}"' in text
    assert as_staff.get(LIST, {"status__exact": "closed"}).context["chips"].present is None
    assert delete(as_staff, saved, "status__exact=open").url == f"{LIST}?status__exact=open"
    assert not SavedFilter.objects.exists()


def test_only_what_the_list_knows_is_kept(as_staff):
    query = "status__exact=open&p=3&all=&_popup=1&e=1&unit__note=x&nonsense=1&q=%00&tier__exact="
    save(as_staff, query=query)
    assert SavedFilter.objects.get().query == "status__exact=open"


def test_filters_with_names_of_their_own_and_dates_are_known(as_superuser):
    query = "pending=sample_hours&street=441702001&opened_month__year=2024"
    save(as_superuser, query=query)
    assert SavedFilter.objects.get().query == "opened_month__year=2024&pending=sample_hours&street=441702001"
    assert as_superuser.get(f"{LIST}?{SavedFilter.objects.get().query}").status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_has_them(model, as_superuser, superuser, django_assert_max_num_queries):
    label = model._meta.label
    for number in range(20):
        SavedFilter.objects.create(owner=superuser, model_label=label, name=f"筛选{number}", query=f"q={number}")
    with django_assert_max_num_queries(12):
        page = as_superuser.get(address(model, "changelist"))
    assert page.content.decode().count("/delete/") >= 20
    assert english_in(page) == set()
    assert (
        "saved-filters"
        not in as_superuser.get(address(model, "changelist"), {"_popup": "1"}).content.decode().split("</head>")[1]
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请起个名称"),
        ({"name": "长" * 31}, "30"),
        ({"name": "a\x00"}, "空字符"),
        ({"name": "a\x07b"}, "不能显示的字符"),
        ({"query": ""}, "不用保存"),
        ({"query": "nonsense=1"}, "不用保存"),
        ({"query": "q=" + "a" * 1000}, "太长"),
        ({"query": "q=" + "长" * 400}, "太长"),
        ({"query": "&" * 100_000}, "太长"),
    ],
)
def test_what_cannot_be_saved_is_explained_and_stays_in_the_form(as_staff, changes, message):
    answer = save(as_staff, **changes)
    assert answer.status_code == 400
    assert message in answer.content.decode()
    if changes.get("name") is None:
        assert 'value="没有位置的"' in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_a_name_is_used_once_a_list(as_staff, saved):
    answer = save(as_staff, name="开着的", query="status__exact=closed")
    assert answer.status_code == 400
    assert "已经有这个名称的常用筛选" in answer.content.decode()
    assert save(as_staff, name="开着的", query="q=1", model="centers.Room").status_code == 302


def test_a_list_holds_twenty(as_staff, staff):
    for number in range(20):
        assert save(as_staff, name=f"筛选{number}", query=f"q={number}").status_code == 302
    answer = save(as_staff, name="再来一个", query="q=20")
    assert answer.status_code == 400
    assert "最多存20个" in answer.content.decode()
    assert not as_staff.get(LIST, {"q": "21"}).context["chips"].may_save
    assert SavedFilter.objects.filter(owner=staff).count() == 20


def test_nobody_sees_or_deletes_anothers(as_staff, saved, client, user_with_post, foreign):
    client.force_login(user_with_post(foreign.unit.code))
    assert client.get(LIST).context["chips"].saved == []
    foreign_answer = delete(client, saved)
    unknown = client.post(f"{SAVE}999999999/delete/")
    assert foreign_answer.status_code == unknown.status_code == 404
    assert foreign_answer.content.decode().replace(f"/{saved.pk}/", "/999999999/") == unknown.content.decode()
    assert client.post(f"{SAVE}{10**30}/delete/").status_code == 404
    assert SavedFilter.objects.filter(pk=saved.pk).exists()


def test_lists_that_are_not_there_or_not_theirs_answer_404(as_staff):
    for label in (*SUPERUSERS_ONLY, "accounts.SavedFilter", "centers.Nothing", "centers", "", "a.b.c", "\x00.x"):
        assert save(as_staff, model=label).status_code == 404, label
    assert not SavedFilter.objects.exists()


def test_system_administrators_save_filters_of_their_lists(client, user_with_post):
    client.force_login(user_with_post("441702", role=Post.Role.SYSTEM))
    assert save(client, model="accounts.User", query="is_active__exact=1").status_code == 302
    assert save(client).status_code == 404


def test_saving_and_deleting_are_posts_with_a_token(as_staff, staff, saved):
    for page in (SAVE, f"{SAVE}{saved.pk}/delete/"):
        assert as_staff.get(page).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    assert save(strict).status_code == delete(strict, saved).status_code == 403
    assert SavedFilter.objects.count() == 1


def test_visitors_are_sent_to_the_login(client, saved):
    for answer in (save(client), delete(client, saved)):
        assert answer.url.startswith("/admin/login/")
    assert SavedFilter.objects.count() == 1
