"""What a person may set back in a record's history, field by field, and what only an operation of its own changes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.timeline import timeline_of
from centers.models import Offering, OpeningHours, Photo, Reviewed, Room, TextDraft
from grids.models import GridUnit, Steward
from grids.sources import Source
from services.models import ServiceItem
from tests.admin.conftest import picture
from tests.admin.registry import address

REVIEW_FIELDS = ("state", "written_by", "checked_by", "published_at", "returned_because")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def colleague(ours, django_user_model):
    from accounts.models import Post

    user = django_user_model.objects.create_user("colleague", password="a long test password", is_staff=True)
    Post.objects.create(user=user, unit=ours.unit, role="community")
    return user


def restore(client, record, row, name="", *, entry=None):
    """Set the newest change of a field of `row` back, by way of the history of `record`."""
    newest = entry or row.history.first()
    page = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_restore", args=[record.pk])
    return client.post(page, {"model": row._meta.label, "change": newest.history_id, "field": name})


def told(client, answer):
    return client.get(answer.url).content.decode()


def change(row, by=None, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row._history_user = by
    row.save()
    return row


class TestWhatComesBack:
    def test_a_time_of_the_week(self, as_staff, ours):
        row = OpeningHours.objects.create(center=ours, weekdays=1, opens=480, closes=720)
        change(row, closes=780)
        assert restore(as_staff, ours, row, "closes").status_code == 302
        row.refresh_from_db()
        assert row.closes == 720

    def test_a_room(self, as_staff, ours):
        row = Room.objects.create(center=ours, kind="office", name="小会议室", seats=20, source="survey")
        change(row, seats=2)
        assert restore(as_staff, row, row, "seats").status_code == 302
        row.refresh_from_db()
        assert row.seats == 20

    def test_the_population_of_a_unit(self, as_staff, ours):
        unit = GridUnit.objects.get(pk=ours.unit_id)
        before = unit.population
        change(unit, population=before + 5)
        assert restore(as_staff, unit, unit, "population").status_code == 302
        unit.refresh_from_db()
        assert unit.population == before

    def test_the_telephone_of_a_steward_on_the_unit_and_on_the_person(self, as_staff, ours):
        row = Steward.objects.create(unit=ours.unit, role="grid", name="陈某", telephone="0662-1", source="survey")
        for record in (ours.unit, row):
            change(row, telephone="0662-2")
            assert restore(as_staff, record, row, "telephone").status_code == 302
            row.refresh_from_db()
            assert row.telephone == "0662-1"

    def test_the_time_of_an_item_for_those_who_keep_the_catalogue(self, client, as_staff, district):
        item = ServiceItem.objects.first()
        change(item, time="三天")
        change(item, time="五天")
        assert restore(as_staff, item, item, "time").status_code == 403
        client.force_login(district)
        assert restore(client, item, item, "time").status_code == 302
        item.refresh_from_db()
        assert item.time == "三天"

    def test_an_answer_and_whoever_sets_it_back_vouches_for_it(self, as_staff, ours, staff):
        cell = ours.offerings.missing()[0]
        change(cell, status=Offering.Status.AVAILABLE, source=Source.SURVEY, confirmed_on=timezone.localdate())
        assert restore(as_staff, ours, cell, "status").status_code == 302
        cell.refresh_from_db()
        assert (cell.status, cell.source, cell.confirmed_on) == ("missing", "", None)
        assert restore(as_staff, ours, cell, "status").status_code == 302
        cell.refresh_from_db()
        assert (cell.status, cell.source, cell.confirmed_on) == ("available", "survey", timezone.localdate())


class TestWhatARuleRefuses:
    def test_dates_that_cross_another_period(self, as_staff, ours):
        day = timezone.localdate().replace(month=6, day=1)
        row = OpeningHours.objects.create(
            center=ours, weekdays=1, opens=480, closes=720, first=day, last=day.replace(day=20)
        )
        change(row, last=day.replace(day=5))
        other = {"first": day.replace(day=10), "last": day.replace(day=28)}
        OpeningHours.objects.create(center=ours, weekdays=1, opens=480, closes=720, **other)
        answer = restore(as_staff, ours, row, "last")
        assert "旧值现在不能用" in told(as_staff, answer)
        row.refresh_from_db()
        assert row.last == day.replace(day=5)

    def test_fewer_people_than_there_are_elders(self, as_staff, ours):
        unit = GridUnit.objects.get(pk=ours.unit_id)
        change(unit, population=10, elders=5)
        change(unit, population=1000, elders=500)
        answer = restore(as_staff, unit, unit, "population")
        assert "65岁以上人口不能多于人口" in told(as_staff, answer)
        unit.refresh_from_db()
        assert unit.population == 1000

    def test_the_body_of_a_published_draft(self, as_staff, ours):
        draft = TextDraft.objects.create(center=ours, body="第一稿")
        change(draft, body="第二稿")
        TextDraft.objects.filter(pk=draft.pk).update(state=Reviewed.State.PUBLISHED)
        assert restore(as_staff, draft, draft, "body").status_code == 403
        assert "已经发布的稿子不再改" in told(as_staff, restore(as_staff, ours, draft, "body"))
        draft.refresh_from_db()
        assert (draft.body, draft.state) == ("第二稿", "published")

    @pytest.mark.parametrize("field", ["introduction", "brand"])
    def test_a_public_text_which_goes_by_a_draft(self, as_staff, ours, field):
        change(ours, **{field: "从前的话"})
        change(ours, **{field: "审核过的话"})
        assert restore(as_staff, ours, ours, field).status_code == 404
        ours.refresh_from_db()
        assert getattr(ours, field) == "审核过的话"

    def test_the_date_on_which_somebody_vouched(self, as_staff, ours):
        cell = ours.offerings.all()[0]
        change(cell, status="available", source="survey", confirmed_on=timezone.localdate())
        change(cell, confirmed_on=None)
        assert restore(as_staff, ours, cell, "confirmed_on").status_code == 404


class TestPhotos:
    @pytest.fixture
    def photo(self, ours, colleague):
        row = Photo.objects.create(center=ours, image=picture(), caption="大门", source="survey", written_by=colleague)
        Photo.objects.filter(pk=row.pk).update(state=Reviewed.State.PUBLISHED, published_at=timezone.now())
        return Photo.objects.get(pk=row.pk)

    def test_a_former_caption_is_a_draft_of_whoever_brought_it_back(self, as_staff, ours, photo, staff, colleague):
        change(photo, staff, caption="没人看过的话")
        change(photo, colleague, caption="侧门")
        assert restore(as_staff, ours, photo, "caption").status_code == 302
        photo.refresh_from_db()
        assert (photo.caption, photo.state, photo.written_by) == ("没人看过的话", "draft", staff)
        assert photo.moves_open_to(staff) == []

    def test_a_deleted_one_comes_back_as_a_draft(self, as_staff, ours, photo, staff):
        key = photo.pk
        photo.delete()
        entry = Photo.history.filter(id=key).first()
        assert restore(as_staff, ours, photo, entry=entry).status_code == 302
        back = Photo.objects.get(pk=key)
        assert (back.state, back.written_by, back.published_at) == ("draft", staff, None)

    @pytest.mark.parametrize("field", [*REVIEW_FIELDS, "image", "width", "center"])
    def test_its_way_to_the_public_is_never_set_back(self, as_superuser, ours, photo, field, colleague):
        for state in (Reviewed.State.CHECKED, Reviewed.State.DRAFT):
            photo._set(colleague, "", state=state, returned_because=str(state))
        assert restore(as_superuser, ours, photo, field).status_code == 404
        assert restore(as_superuser, photo, photo, field).status_code == 404


class TestScope:
    def test_a_row_that_has_gone_to_a_neighbour_is_not_changed_from_here(self, as_staff, ours, foreign):
        steward = Steward.objects.create(unit=ours.unit, role="grid", name="陈某", telephone="1111", source="survey")
        entry = change(steward, telephone="2222").history.first()
        change(steward, unit=foreign.unit, telephone="3333")
        assert restore(as_staff, ours.unit, steward, "telephone", entry=entry).status_code == 404
        steward.refresh_from_db()
        assert steward.telephone == "3333"

    def test_a_record_is_not_sent_back_to_where_the_account_has_no_say(self, as_staff, ours, foreign, district, client):
        home = ours.unit
        change(ours, unit=foreign.unit)
        change(ours, unit=home)
        answer = restore(as_staff, ours, ours, "unit")
        assert "没有恢复" in told(as_staff, answer)
        ours.refresh_from_db()
        assert ours.unit == home
        client.force_login(district)
        assert restore(client, ours, ours, "unit").status_code == 302
        ours.refresh_from_db()
        assert ours.unit == foreign.unit

    def test_who_only_reads_the_tree_sees_no_people_in_its_history(self, client, as_staff, ours, user_with_post):
        steward = Steward.objects.create(unit=ours.unit, role="grid", name="陈某某", source="survey")
        change(steward, telephone="0662-7654321")
        page = address(GridUnit, "history", ours.unit_id)
        assert "0662-7654321" in as_staff.get(page).content.decode()
        client.force_login(user_with_post(ours.unit.code[:6], role="system"))
        answer = client.get(page)
        assert answer.status_code == 200
        assert "0662-7654321" not in answer.content.decode()


def test_whoever_sets_a_fact_back_vouches_for_its_group(as_staff, ours, staff):
    change(ours, telephone="0662-1111111")
    change(ours, telephone="0662-2222222")
    ours.contacts_confirmed_on, ours.contacts_confirmed_by = None, None
    ours.save()
    entry = ours.history.filter(telephone="0662-2222222").last()
    assert restore(as_staff, ours, ours, "telephone", entry=entry).status_code == 302
    ours.refresh_from_db()
    assert (ours.telephone, ours.contacts_confirmed_by) == ("0662-1111111", staff)
    assert ours.contacts_confirmed_on == timezone.localdate()


def test_what_was_written_meanwhile_stays(as_staff, ours, monkeypatch):
    """Only the one field is written: another person's save between reading and writing is not undone."""
    change(ours, address="第一条路1号")
    change(ours, address="第二条路2号")
    full_clean = type(ours).full_clean

    def slow(self, *args, **kwargs):
        type(ours).objects.filter(pk=self.pk).update(telephone="0662-9999999")
        return full_clean(self, *args, **kwargs)

    monkeypatch.setattr(type(ours), "full_clean", slow)
    assert restore(as_staff, ours, ours, "address").status_code == 302
    ours.refresh_from_db()
    assert (ours.address, ours.telephone) == ("第一条路1号", "0662-9999999")


def test_reasons_are_told_in_chinese(ours):
    reasons = {entry.reason for entry in timeline_of(ours).entries}
    assert not [reason for reason in reasons if reason.isascii() and reason]
