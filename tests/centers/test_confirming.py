"""Facts are confirmed by groups, with date and person, and grow stale."""

from datetime import date, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centers.models import Center, FactGroup, Offering, OpeningException, OpeningHours, Photo, Room
from grids.sources import Source

TODAY = date(2026, 11, 24)
LINGDONGBEI = "441702002015"


@pytest.fixture
def person(user_with_post):
    return user_with_post(LINGDONGBEI)


@pytest.fixture
def center(make_center):
    return make_center(telephone="0662-3221234")


def answer(center, count):
    """Give the first cells of the centre an answer."""
    keys = list(center.offerings.order_by("pk").values_list("pk", flat=True)[:count])
    Offering.objects.filter(pk__in=keys).update(status="available", source=Source.SURVEY)
    return keys


class TestConfirm:
    def test_it_keeps_date_and_person_of_the_named_groups_only(self, center, person):
        center.confirm([FactGroup.HOURS, FactGroup.CONTACTS], person)
        center.refresh_from_db()
        today = timezone.localdate()
        assert (center.hours_confirmed_on, center.hours_confirmed_by) == (today, person)
        assert (center.contacts_confirmed_on, center.contacts_confirmed_by) == (today, person)
        assert (center.place_confirmed_on, center.services_confirmed_on, center.photos_confirmed_on) == (None,) * 3

    def test_it_leaves_one_entry_in_the_history_with_what_and_who(self, center, person):
        center.confirm(FactGroup, person)
        newest, before = center.history.all()
        assert newest.history_user == person
        assert "开放时间" in newest.history_change_reason
        assert (newest.hours_confirmed_on, before.hours_confirmed_on) == (timezone.localdate(), None)

    def test_confirming_twice_a_day_changes_nothing_more(self, center, person):
        center.confirm(FactGroup, person)
        revision, entries = center.revision, center.history.count()
        center.confirm(FactGroup, person)
        assert (center.revision, center.history.count()) == (revision, entries)

    def test_the_services_take_their_answered_cells_along(self, center, person):
        answered = answer(center, 2)
        center.confirm([FactGroup.SERVICES], person)
        assert set(center.offerings.filter(confirmed_on=timezone.localdate()).values_list("pk", flat=True)) == set(
            answered
        )
        cell = Offering.objects.get(pk=answered[0])
        assert cell.history.first().history_user == person

    def test_other_groups_leave_the_cells_alone(self, center, person):
        answer(center, 2)
        center.confirm([FactGroup.HOURS], person)
        assert not center.offerings.filter(confirmed_on__isnull=False).exists()

    def test_a_day_to_come_is_refused(self, center, person):
        with pytest.raises(ValidationError, match="不能晚于今天"):
            center.confirm(FactGroup, person, timezone.localdate() + timedelta(days=1))
        assert Center.objects.stale(FactGroup.HOURS).filter(pk=center.pk).exists()

    def test_nothing_is_confirmed_when_a_part_of_it_fails(self, center, person, monkeypatch):
        answer(center, 1)

        def fail(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(type(Offering.objects.all()), "change", fail)
        with pytest.raises(RuntimeError):
            center.confirm(FactGroup, person)
        center.refresh_from_db()
        assert center.hours_confirmed_on is None

    def test_what_was_made_from_the_centre_is_known_to_be_old(self, center, person):
        before = center.revision
        center.confirm([FactGroup.HOURS], person)
        assert center.revision > before

    def test_many_centres_cost_few_queries(self, make_center, person):
        def queries_for(count):
            centers = [make_center(f"M{count}N{number}") for number in range(count)]
            chosen = Center.objects.filter(pk__in=[center.pk for center in centers])
            with CaptureQueriesContext(connection) as queries:
                assert chosen.confirm(FactGroup, person) == count
            return len(queries)

        queries_for(1)
        assert queries_for(2) == queries_for(6)


class TestStale:
    @pytest.mark.parametrize(("days", "is_stale"), [(0, False), (90, False), (91, True)])
    def test_a_fact_grows_stale_after_the_days_of_the_setting(self, center, person, days, is_stale):
        Center.objects.filter(pk=center.pk).update(
            **{group.on_field: TODAY - timedelta(days=days) for group in FactGroup}
        )
        center.refresh_from_db()
        mine = Center.objects.filter(pk=center.pk)
        assert mine.stale(day=TODAY).exists() == mine.stale(FactGroup.HOURS, TODAY).exists() == is_stale
        assert mine.fresh(day=TODAY).exists() != is_stale
        assert center.is_stale(FactGroup.HOURS, TODAY) == is_stale

    def test_the_setting_decides(self, center, settings):
        settings.STALE_AFTER_DAYS = 10
        center.hours_confirmed_on = TODAY - timedelta(days=11)
        assert center.is_stale(FactGroup.HOURS, TODAY)

    def test_one_stale_group_makes_the_centre_stale_and_leaves_the_others_fresh(self, center):
        fresh = {group.on_field: TODAY for group in FactGroup} | {"photos_confirmed_on": None}
        Center.objects.filter(pk=center.pk).update(**fresh)
        mine = Center.objects.filter(pk=center.pk)
        assert mine.stale(day=TODAY).exists()
        assert mine.stale(FactGroup.PHOTOS, TODAY).exists()
        assert mine.fresh(FactGroup.HOURS, TODAY).exists()
        assert not mine.fresh(day=TODAY).exists()

    def test_never_confirmed_comes_before_the_longest_ago(self, make_center):
        def made(code, **dates):
            return make_center(code, **{group.on_field: TODAY for group in FactGroup} | dates)

        new, old, never = (
            made("N1"),
            made("N2", hours_confirmed_on=date(2026, 1, 1)),
            made("N3", photos_confirmed_on=None),
        )
        mine = Center.objects.filter(code__startswith="N")
        assert list(mine.oldest_confirmed_first()) == [never, old, new]


class TestGroupsOfFacts:
    @pytest.mark.parametrize(
        ("field", "value", "group"),
        [
            ("address", "新路2号", FactGroup.PLACE),
            ("location", Point(111.96, 21.85, srid=4326), FactGroup.PLACE),
            ("hours_leftover", "看情况", FactGroup.HOURS),
            ("telephone", "0662-3330000", FactGroup.CONTACTS),
            ("introduction", "新的", FactGroup.PHOTOS),
        ],
    )
    def test_a_field_belongs_to_its_group(self, center, field, value, group):
        before = Center.objects.get(pk=center.pk)
        setattr(center, field, value)
        assert center.changed_groups(before) == [group]

    def test_a_point_read_back_from_a_map_is_the_same_point(self, make_center):
        center = make_center("P1", location=Point(111.96, 21.85, srid=4326), location_source=Source.SURVEY)
        before = Center.objects.get(pk=center.pk)
        center.location = Point(111.9600000001, 21.85, srid=4326)
        assert center.changed_groups(before) == []

    def test_parts_belong_to_groups_and_rooms_and_exceptions_to_none(self):
        parts = (OpeningHours, OpeningException, Offering, Photo, Room)
        groups = [FactGroup.of_part(part) for part in parts]
        assert groups == [FactGroup.HOURS, None, FactGroup.SERVICES, FactGroup.PHOTOS, None]

    def test_every_named_field_is_one_of_the_centre(self):
        names = {field.attname for field in Center._meta.get_fields() if hasattr(field, "attname")}
        assert {name for group in FactGroup for name in group.fields} <= names


class TestOnThePublicPage:
    @pytest.fixture
    def page(self, client, center):
        def shown(**values):
            Center.objects.filter(pk=center.pk).update(
                hours_source=Source.SURVEY, location_source=Source.SURVEY, **values
            )
            return client.get(f"/centers/{center.code}/").content.decode()

        return shown

    def test_old_hours_say_since_when_and_tell_to_call(self, page):
        old = timezone.localdate() - timedelta(days=91)
        text = page(hours_confirmed_on=old)
        assert f"开放时间 {old.year}年{old.month}月{old.day}日确认，已超过90天没有核实，去之前请先打电话。" in text

    def test_fresh_facts_carry_their_date_without_a_caution(self, page):
        today = timezone.localdate()
        text = page(**{group.on_field: today for group in FactGroup})
        assert f"{today.year}年{today.month}月{today.day}日" in text
        assert "没有核实" not in text

    def test_invented_facts_are_sample_whatever_their_date(self, client, center):
        Center.objects.filter(pk=center.pk).update(hours_source=Source.SAMPLE, hours_confirmed_on=date(2026, 1, 1))
        text = client.get(f"/centers/{center.code}/").content.decode()
        assert "2026年1月1日" not in text
        assert "示例" in text

    def test_nobody_is_named(self, page, person):
        person.last_name, person.first_name = "欧阳", "确认人"
        person.save()
        assert "欧阳" not in page(hours_confirmed_on=date(2026, 1, 1), hours_confirmed_by=person)

    def test_the_api_tells_the_dates(self, client, center, person):
        center.confirm([FactGroup.HOURS], person)
        told = client.get(f"/api/v1/centers/{center.code}/").json()
        assert told["confirmed"] == {
            "place": None,
            "hours": timezone.localdate().isoformat(),
            "services": None,
            "contacts": None,
            "photos": None,
        }
        assert told["hours_confirmed_on"] == timezone.localdate().isoformat()
