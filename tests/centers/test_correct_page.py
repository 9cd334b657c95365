"""Residents say what is wrong about a centre: without an account, without leaving anything of themselves."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from centers.models import Center, ChangeRequest, ProposedChange
from centers.models.corrections import MOST_OF_ALL, MOST_OF_ONE_SENDER

pytestmark = pytest.mark.django_db

PAGE, THANKS = "/centers/JC070/correct/", "/centers/JC070/correct/thanks/"
URLENCODED = "application/x-www-form-urlencoded"


def key(number=0):
    return f"a-random-key-of-the-form-{number:04}"


def send(client, number=0, address="10.0.0.1", **fields):
    return client.post(PAGE, {"form_key": key(number), **fields}, REMOTE_ADDR=address)


def words(answer):
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_page_of_a_centre_leads_to_it(client):
    assert f'href="{PAGE}"' in client.get("/centers/JC070/").content.decode()


def test_it_shows_what_is_shown_now_beside_a_box_for_each_field(client, django_assert_max_num_queries):
    center = Center.objects.get(code="JC070")
    with django_assert_max_num_queries(8):
        answer = client.get(PAGE)
    text, html = words(answer), answer.content.decode()
    assert center.address in text
    assert "周一至周五08:30–12:00" in text
    assert "不用写您的姓名、电话、身份证号" in text
    for name in ProposedChange.Field.values:
        assert f'name="{name}"' in html
    assert "email" not in html


def test_what_is_sent_is_kept_and_thanked_for(client):
    answer = send(client, telephone="0662-3221234", other=" 门牌\r\n掉了 ")
    assert (answer.status_code, answer.url) == (302, THANKS)
    received = ChangeRequest.objects.get()
    assert received.center.code == "JC070"
    told = {change.field: (change.shown, change.proposed, change.state) for change in received.changes.all()}
    assert told == {
        "telephone": (received.center.telephone, "0662-3221234", "waiting"),
        "other": ("", "门牌\n掉了", "waiting"),
    }
    assert "接下来会怎样" in words(client.get(answer.url))


def test_what_waits_does_not_show(client):
    send(client, other="只有我知道的话")
    for page in ("/centers/JC070/", PAGE, THANKS, "/api/v1/centers/JC070/", "/centers/?search=JC070"):
        assert "只有我知道的话" not in client.get(page).content.decode()


def test_sending_twice_makes_one(client):
    assert [send(client, other="掉了").status_code for _ in range(3)] == [302, 302, 302]
    assert ChangeRequest.objects.count() == 1


def test_other_words_under_the_same_key_are_not_lost_silently(client):
    send(client, other="掉了")
    answer = send(client, other="掉了，还断了")
    assert answer.status_code == 409
    assert "掉了，还断了" in words(answer)
    assert key() not in answer.content.decode()
    assert ChangeRequest.objects.count() == 1


def test_a_key_of_another_centre_tells_nothing(client):
    send(client, other="掉了")
    answer = client.post("/centers/JC001/correct/", {"form_key": key(), "other": "掉了"})
    assert answer.status_code == 409
    assert not ChangeRequest.objects.filter(center__code="JC001").exists()


def test_numbers_of_persons_are_covered_and_the_person_is_told(client):
    answer = send(client, other="我１３８００１３８０００", place="441702195001011234的对面")
    assert answer.url == f"{THANKS}?covered=1"
    assert "已经隐去" in words(client.get(answer.url))
    assert not ProposedChange.objects.filter(proposed__regex="[0-9]").exists()


def test_a_telephone_is_kept_in_its_own_field(client):
    assert send(client, telephone="13800138000").url == THANKS
    assert ProposedChange.objects.get().proposed == "13800138000"
    assert "采纳后会公开" in words(client.get(PAGE))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "请至少填一格"),
        ({"other": "  \n "}, "请至少填一格"),
        ({"other": "长" * 301}, "最多300个字"),
        ({"other": "长" * 100_000}, "最多300个字"),
        ({"telephone": "1" * 41}, "最多40个字"),
        ({"other": "a\x00b"}, "不能显示的字符"),
        ({"name": "a\x07b"}, "不能显示的字符"),
    ],
)
def test_what_does_not_fit_is_explained_and_stays(client, fields, message):
    answer = send(client, **fields)
    assert answer.status_code == 400
    assert message in words(answer)
    assert key() in answer.content.decode()
    for text in fields.values():
        assert text.strip()[:50].replace("\x00", "") in unescape(answer.content.decode())
    assert not ChangeRequest.objects.exists()


def test_half_a_character_is_refused(client):
    answer = client.post(PAGE, f"form_key={key()}&other=%ED%A0%80", content_type=URLENCODED)
    assert answer.status_code == 400
    assert "不能显示的字符" in words(answer)


def test_what_is_shown_already_is_no_correction(client):
    center = Center.objects.get(code="JC070")
    assert "请至少填一格" in words(send(client, name=center.name))


def test_marks_that_nobody_sees_are_taken_out(client):
    send(client, name="岭东\u200b中心")
    assert ProposedChange.objects.get().proposed == "岭东中心"


@pytest.mark.parametrize("bad", ["", "short", "x" * 41, "键" * 20, "a\x00" * 12])
def test_a_form_without_its_key_gets_a_new_one(client, bad):
    answer = client.post(PAGE, {"form_key": bad, "other": "掉了"})
    assert answer.status_code == 400
    assert "掉了" in words(answer)
    assert re.search(r'name="form_key" value="[\w-]{20,40}"', answer.content.decode())


def test_a_machine_that_fills_every_box_is_stopped(client):
    answer = send(client, other="掉了", website="http://example.org")
    assert answer.status_code == 400
    assert "example.org" not in answer.content.decode()
    assert not ChangeRequest.objects.exists()


def test_without_its_token_nothing_is_taken():
    assert Client(enforce_csrf_checks=True).post(PAGE, {"form_key": key(), "other": "掉了"}).status_code == 403
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize("code", ["JC999", "jc070", "%00", "JC070'--"])
def test_an_unknown_centre_is_404(client, code):
    for page in ("correct/", "correct/thanks/"):
        assert client.get(f"/centers/{code}/{page}").status_code == 404
    assert client.post(f"/centers/{code}/correct/", {"other": "掉了"}).status_code == 404


def test_an_unpublished_centre_is_404(client):
    Center.objects.filter(code="JC070").update(status=Center.Status.CLOSED)
    assert client.get(PAGE).status_code == client.get(THANKS).status_code == 404
    assert send(client, other="掉了").status_code == 404


class TestLimits:
    def test_one_sender_is_stopped_with_a_telephone_and_keeps_the_words(self, client, settings):
        settings.OFFICE_TELEPHONE = "0662-3100000"
        for number in range(MOST_OF_ONE_SENDER):
            assert send(client, number, other="掉了").status_code == 302
        answer = send(client, 99, other="还有一处")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
        assert "0662-3100000" in words(answer)
        assert "还有一处" in words(answer)
        assert key(99) in answer.content.decode()
        assert send(client, 100, address="10.0.0.2", other="别人").status_code == 302

    def test_sending_again_what_was_received_is_no_further_request(self, client):
        for number in range(MOST_OF_ONE_SENDER):
            send(client, number, other="掉了")
        assert send(client, 0, other="掉了").status_code == 302

    def test_all_together_are_stopped(self, client):
        for number in range(MOST_OF_ALL):
            assert send(client, number, f"10.0.1.{number}", other="掉了").status_code == 302
        answer = send(client, 99, "10.0.2.1", other="掉了")
        assert answer.status_code == 429
        assert "全站" in words(answer)

    def test_after_an_hour_it_goes_on(self, client):
        for number in range(MOST_OF_ONE_SENDER):
            send(client, number, other="掉了")
        ChangeRequest.objects.update(at=timezone.now() - timedelta(minutes=61))
        assert send(client, 99, other="掉了").status_code == 302

    def test_midnight_gives_nobody_a_second_helping(self, client, monkeypatch):
        late = datetime(2026, 11, 24, 23, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
        monkeypatch.setattr("django.utils.timezone.now", lambda: late)
        for number in range(MOST_OF_ONE_SENDER):
            send(client, number, other="掉了")
        monkeypatch.setattr("django.utils.timezone.now", lambda: late + timedelta(minutes=20))
        assert send(client, 99, other="掉了").status_code == 429

    def test_the_address_is_not_kept_and_its_hash_not_for_long(self, client):
        send(client, 0, "10.0.0.77", other="掉了")
        first = ChangeRequest.objects.get()
        assert re.fullmatch("[0-9a-f]{64}", first.sender)
        assert "10.0.0.77" not in first.sender
        ChangeRequest.objects.update(at=timezone.now() - timedelta(hours=2))
        send(client, 1, "10.0.0.78", other="掉了")
        first.refresh_from_db()
        assert first.sender == ""
