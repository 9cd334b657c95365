"""A centre and its parts: the rules that the database keeps, and the revision that no change escapes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from centers.models import Center, Offering, OpeningException, OpeningHours, Room
from grids.models import GridUnit
from grids.sources import Source
from search.find import find

pytestmark = pytest.mark.django_db


def revision(center):
    return Center.objects.values_list("revision", flat=True).get(pk=center.pk)


@pytest.fixture
def center(make_center):
    """A centre with one row of every kind, apart from photos."""
    center = make_center()
    OpeningHours.objects.create(center=center, weekdays=31, opens=510, closes=1050)
    OpeningException.objects.create(center=center, first=date(2026, 2, 16), last=date(2026, 2, 22))
    Room.objects.create(center=center, kind=Room.Kind.OFFICE, source=Source.SURVEY)
    return center


# --- Every change raises the revision ------------------------------------------------------------------------------

PARTS = {
    "hours": (lambda: OpeningHours(weekdays=64, opens=540, closes=720), {"closes": 780}),
    "exception": (lambda: OpeningException(first=date(2026, 10, 1), last=date(2026, 10, 1)), {"note": "国庆"}),
    "room": (lambda: Room(kind=Room.Kind.OFFICE, source=Source.SURVEY), {"floor": "2层"}),
}


@pytest.mark.parametrize("part", PARTS)
def test_each_change_of_a_part_raises_the_revision(center, part):
    make, change = PARTS[part]
    row = make()
    row.center = center
    before = revision(center)
    row.save()
    added = revision(center)
    for name, value in change.items():
        setattr(row, name, value)
    row.save()
    changed = revision(center)
    row.delete()
    assert before < added < changed < revision(center)


@pytest.mark.parametrize("part", PARTS)
def test_each_bulk_change_of_parts_raises_the_revision(center, make_center, part):
    other = make_center("OTHER")
    make, change = PARTS[part]
    rows = [make(), make()]
    rows[0].center, rows[1].center = center, other
    model = type(rows[0])
    ours = model.objects.filter(center__in=[center, other])

    def rises(write):
        before = revision(center), revision(other)
        write()
        after = revision(center), revision(other)
        assert before[0] < after[0]
        assert before[1] < after[1]

    rises(lambda: model.objects.bulk_create(rows))
    rises(lambda: ours.update(**change))
    rises(lambda: model.objects.bulk_update(ours, list(change)))
    rises(lambda: ours.delete())


def test_offerings_raise_the_revision_too(center):
    before = revision(center)
    center.offerings.filter(item__code="C01").update(status="available", source=Source.SURVEY)
    in_bulk = revision(center)
    cell = center.offerings.get(item__code="C02")
    cell.status, cell.source = "planned", Source.SURVEY
    cell.save()
    assert before < in_bulk < revision(center)


def test_the_centre_itself_in_bulk(center):
    before = center.revision, Center.objects.get(pk=center.pk).modified
    Center.objects.filter(pk=center.pk).update(address="新地址")
    Center.objects.bulk_update([center], ["brand"])
    after = Center.objects.get(pk=center.pk)
    assert after.revision >= before[0] + 2
    assert after.modified > before[1]


def test_a_centre_saved_after_its_parts_does_not_fall_back(make_center):
    center = make_center()
    Room.objects.create(center=center, kind=Room.Kind.OFFICE, source=Source.SURVEY)
    Room.objects.create(center=center, kind=Room.Kind.OFFICE, source=Source.SURVEY)
    before = revision(center)
    center.address = "新地址"
    center.save()
    assert center.revision == revision(center) > before


def test_saving_some_fields_raises_the_revision(center):
    before = revision(center)
    center.address = "新地址"
    center.save(update_fields=["address"])
    assert revision(center) > before
    assert Center.objects.get(pk=center.pk).address == "新地址"


def test_other_centres_keep_their_revision(center, make_center):
    other = make_center("OTHER")
    before = revision(other)
    center.rooms.all().delete()
    center.save()
    assert revision(other) == before


def test_nobody_deletes_all_rows_by_a_slip():
    for model in (OpeningHours, OpeningException, Room, Offering):
        assert not hasattr(model.objects, "delete")


# --- What the database keeps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"code": "jc1"},
        {"code": "JC 1"},
        {"code": "JC1\n"},
        {"code": "JC001"},
        {"name": "岭东北社区党群服务中心"},
        {"demonstration_no": 70},
    ],
)
def test_codes_names_and_numbers_are_plain_and_unique(make_center, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_center(**{"code": "T9"} | values)


def test_a_place_says_where_it_comes_from(center):
    center.location = GridUnit.objects.get(level=1).point
    with pytest.raises(IntegrityError), transaction.atomic():
        center.save()
    with pytest.raises(ValidationError, match="位置来源"):
        center.full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"weekdays": 0},
        {"weekdays": 128},
        {"closes": 510},
        {"closes": 510 + 1441},
        {"opens": 1440, "closes": 1500},
        {"first": date(2026, 2, 2), "last": date(2026, 2, 1)},
    ],
)
def test_hours_that_cannot_be_are_refused(center, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHours.objects.create(center=center, **{"weekdays": 1, "opens": 510, "closes": 1050} | values)


@pytest.mark.parametrize(
    "values",
    [
        {"last": date(2025, 12, 31)},
        {"opens": 510},
        {"closes": 510},
        {"opens": 510, "closes": 510},
        {"opens": 1440, "closes": 1500},
    ],
)
def test_exceptions_that_cannot_be_are_refused(center, values):
    days = {"first": date(2026, 1, 1), "last": date(2026, 1, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningException.objects.create(center=center, **days | values)


def test_unknown_accessibility_is_refused(center):
    center.accessibility = ["ramp", "helicopter"]
    with pytest.raises(ValidationError, match="helicopter"):
        center.full_clean()


def test_a_place_with_centres_cannot_be_deleted(center):
    with pytest.raises(ProtectedError):
        center.unit.delete()


# --- What it says of itself ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "leftover", "known"),
    [("", "", False), (Source.SURVEY, "", True), (Source.SAMPLE, "", True), (Source.SURVEY, "农历初一", False)],
)
def test_hours_are_known_when_they_have_a_source_and_were_read_whole(make_center, source, leftover, known):
    assert make_center(hours_source=source, hours_leftover=leftover).hours_are_known is known


@pytest.mark.parametrize(
    ("status", "is_published"),
    [("planned", False), ("building", False), ("open", True), ("suspended", True), ("closed", False)],
)
def test_the_public_sees_centres_in_use_and_suspended_ones(make_center, status, is_published):
    center = make_center(status=status)
    assert center.is_published is is_published
    assert Center.objects.published().filter(pk=center.pk).exists() is is_published


def test_the_search_follows_the_status(make_center):
    center = make_center(name="独一无二中心")
    assert [hit.code for hit in find("独一无二", kinds=("center",))] == ["T1"]
    center.status = Center.Status.CLOSED
    center.save()
    assert find("独一无二", kinds=("center",)) == []


def test_accessibility_is_told_in_the_order_of_the_list(make_center):
    center = make_center(accessibility=["glasses", "ramp"])
    assert center.accessibility_labels() == ["无障碍坡道", "老花镜"]


def test_zones_are_told_from_rooms():
    assert Room(kind=Room.Kind.PARTY_ZONE).is_zone
    assert not Room(kind=Room.Kind.SERVICE_HALL).is_zone
    assert str(Room(kind=Room.Kind.OFFICE)) == "办公室"
    assert str(Room(kind=Room.Kind.OFFICE, name="书记办公室")) == "书记办公室"


def test_centres_under_a_code():
    assert set(Center.objects.under("441702002015").values_list("code", flat=True)) == {"JC070"}
    assert Center.objects.under("441702").count() == 70
    streets = Center.objects.under("441702002")
    assert streets.count() == sum(
        code.startswith("441702002") for code in Center.objects.values_list("unit__code", flat=True)
    )


def test_staff_see_the_centres_of_their_own_place(user_with_post):
    community, street = user_with_post("441702002015"), user_with_post("441702002")
    assert set(Center.objects.visible_to(community).values_list("code", flat=True)) == {"JC070"}
    assert set(Center.objects.visible_to(street)) == set(Center.objects.under("441702002"))
    assert not Center.objects.visible_to(None).exists()
