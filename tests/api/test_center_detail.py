"""One centre in full."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from centers.models import Offering, OpeningException, Photo, Room
from grids.sources import Source


def test_offerings_are_told_with_their_state_but_not_the_unanswered_ones(ask):
    record = ask("centers/JC001/")

    answered = Offering.objects.filter(center__code="JC001", item__is_active=True).exclude(status="missing")
    assert {one["code"]: one["status"] for one in record["offerings"]} == dict(
        answered.values_list("item__code", "status")
    )
    assert record["offering_count"] == answered.offered().count()


def test_rooms_photos_and_features_are_told(ask, make_center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    center = make_center(accessibility=["ramp", "lift"], introduction="一楼是大厅。")
    Room.objects.create(center=center, kind=Room.Kind.SERVICE_HALL, area_m2=80, source=Source.SAMPLE)
    picture = tmp_path / "picture.png"
    Image.new("RGB", (40, 30)).save(picture)
    photo = Photo.objects.create(
        center=center,
        image=SimpleUploadedFile("x.png", picture.read_bytes()),
        caption="大门",
        source=Source.SAMPLE,
        state=Photo.State.PUBLISHED,
    )

    record = ask(f"centers/{center.code}")

    assert record["introduction"] == "一楼是大厅。"
    assert (record["accessibility"], record["accessibility_names"]) == (["ramp", "lift"], ["无障碍坡道", "电梯"])
    assert [(room["kind"], room["kind_name"], room["area_m2"]) for room in record["rooms"]] == [
        ("service_hall", "服务大厅", 80)
    ]
    assert [(photo["caption"], photo["width"], photo["height"]) for photo in record["photos"]] == [("大门", 40, 30)]
    assert record["photos"][0]["url"] == f"/centers/{center.code}/photos/{photo.pk}.jpg"


def test_the_hours_are_told_weekly_and_for_the_coming_seven_days(ask, clock, make_center):
    center = make_center(hours=((540, 720), (1320, 1560)))
    OpeningException.objects.create(center=center, first=date(2026, 5, 21), last=date(2026, 5, 21), note="消毒")

    hours = ask(f"centers/{center.code}/")["hours"]

    assert hours["known"] is True
    assert [(span["opens"], span["closes"], span["closes_next_day"]) for span in hours["weekly"]] == [
        ("09:00", "12:00", False),
        ("22:00", "02:00", True),
    ]
    assert hours["weekly"][0]["weekdays"] == [1, 2, 3, 4, 5]
    assert [day["date"] for day in hours["days"]] == [f"2026-05-{number}" for number in range(20, 27)]
    assert hours["days"][1] == {
        "date": "2026-05-21",
        "kind": "exception",
        "note": "消毒",
        "calendar_known": True,
        "text": "休息",
        "spans": [],
    }
    assert hours["exceptions"][0]["note"] == "消毒"


def test_hours_that_nobody_has_confirmed_are_not_guessed(ask, make_center):
    center = make_center(hours_leftover="逢圩日", hours_text="周一至周五9-17，逢圩日")

    record = ask(f"centers/{center.code}")

    assert record["open_now"] is None
    assert record["hours"]["known"] is False
    assert record["hours"]["not_understood"] == "逢圩日"
    assert record["hours"]["days"] == []


def test_an_unknown_code_is_404_in_chinese(ask):
    assert ask("centers/JC999/", 404) == {"detail": "没有编码是“JC999”的中心。"}


def test_with_a_position_it_says_how_far(ask, make_center):
    center, nowhere = make_center(), make_center(at=None)

    assert ask(f"centers/{center.code}/", lat=21.83, lon=111.98)["distance_m"] == 0
    assert "distance_m" not in ask(f"centers/{nowhere.code}/", lat=21.83, lon=111.98)
