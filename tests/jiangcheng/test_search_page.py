"""The page that answers a question, as a resident meets it. The order of results is tested with `search`."""

import re
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from centers.models import Center
from search.find import LONGEST_QUESTION
from services.models import ServiceItem, UnissuableProof

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


def ask(client, question):
    response = client.get("/search/", {"q": question})
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The page's text without marks, spaces squeezed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def results(html):
    """The addresses of the results, best first."""
    found = html.split('class="answers"')[1].split("</ol>")[0]
    return [unescape(url) for url in re.findall(r'<h2>\s*<a href="([^"]+)"', found)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("社保卡", "/services/C05/"),
        ("shebao", "/services/C05/"),
        ("sb", "/services/C05/"),
        ("老人证", "/services/C24/"),
        ("收入证明", "/services/#proof-17"),
    ],
)
def test_the_best_answer_stands_first(client, question, first):
    assert results(ask(client, question))[0] == first


@pytest.mark.parametrize("question", ["岭东", "lingdong"])
def test_centres_and_communities_stand_in_one_list_with_their_type(client, question):
    html = ask(client, question)
    kinds = re.findall(r'<span class="tag">([^<]+)</span>', html)
    assert {"中心", "社区（村）"} <= set(kinds)
    assert any(url.startswith("/centers/") for url in results(html))
    assert any(url.startswith("/grids/") for url in results(html))


def test_a_service_shows_its_promise_and_the_way_to_the_nearest_centre(client):
    html = ask(client, "社保卡")
    assert ServiceItem.objects.get(code="C05").promise in words(html)
    assert 'href="/services/C05/#where"' in html


def test_a_centre_shows_whether_it_is_open(client, monkeypatch):
    center = Center.objects.filter(hours_text="全天24小时").first()
    when = datetime(2026, 11, 18, 3, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(timezone, "now", lambda: when)
    assert "24 小时" in words(ask(client, center.name))
    Center.objects.filter(pk=center.pk).update(hours_source="")
    assert "时间待确认" in words(ask(client, center.name))


def test_a_proof_is_explained_in_place(client):
    text = words(ask(client, "收入证明"))
    assert "社区不开" in text
    assert UnissuableProof.objects.get(number=17).where_to_go in text
    assert "民发〔2020〕20号" in text


def test_a_guess_is_called_a_guess(client):
    text = words(ask(client, "社保咔密码"))
    assert "没有完全一样的，您是不是要找：" in text
    assert "社会保障卡密码修改与重置" in text


def test_a_right_answer_is_not_called_a_guess(client):
    assert "没有完全一样的" not in ask(client, "社保卡")


def test_nothing_found_proposes_what_to_do(client):
    html = ask(client, "㘝㘝㘝㘝")
    text = words(html)
    assert "没有找到“㘝㘝㘝㘝”" in text
    assert "看全部服务" in text
    most_used = ServiceItem.objects.most_used(3)
    assert all(item.get_absolute_url() in html for item in most_used)


def test_nothing_found_names_the_telephone_of_the_office(client, settings):
    settings.OFFICE_TELEPHONE = "0662-3100000"
    assert "打电话问： 0662-3100000" in words(ask(client, "㘝㘝㘝㘝"))


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "  "}])
def test_without_a_question_there_is_the_form(client, query):
    response = client.get("/search/", query)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'name="q"' in html
    assert "没有找到" not in html
    assert "大家常办" in html


@pytest.mark.parametrize("question", ["？！……", "。", "<>"])
def test_only_marks_find_nothing_but_harm_nothing(client, question):
    assert "没有找到" in ask(client, question)


@pytest.mark.parametrize(
    "question", ["社" * (LONGEST_QUESTION + 1), "x" * 100_000, "社保\0卡", "社保\x1b卡", "社保\u202e卡"]
)
def test_a_question_that_cannot_be_gets_400_with_the_reason(client, question):
    response = client.get("/search/", {"q": question})
    assert response.status_code == 400
    assert "<b>q</b>" in response.content.decode()


def test_broken_characters_in_the_address_harm_nothing(client):
    assert client.get("/search/?q=%ED%A0%80%FF").status_code in {200, 400}


def test_what_was_typed_stays_and_is_never_markup(client):
    html = ask(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


ALL_SORTS = [
    "社保",
    "sb",
    "岭东",
    "收入证明",
    "我要办社保卡",
    "社区",
    "养老 岭东",
    "社保咔密码",
    "岭冬北社区",
    "㘝㘝㘝",
]


@pytest.mark.parametrize("question", ALL_SORTS)
def test_at_most_eight_queries(client, django_assert_max_num_queries, question):
    with django_assert_max_num_queries(MOST_QUERIES):
        ask(client, question)
