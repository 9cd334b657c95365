"""A process keeps ready records; a change shows with the very next question all the same."""

import pytest
from django.core.management import call_command

from centers.models import Center, Offering, OpeningHours, Room
from grids.models import GridUnit
from grids.sources import Source
from services.models import ServiceItem


@pytest.fixture
def shown(ask, make_center):
    """A centre that has been shown in every way, and how to see it again."""
    center = make_center()

    class Shown:
        def __init__(self):
            self.center = center
            self.look()

        def look(self):
            """The centre's record in a list, near, on the map and in full, which must agree."""
            near = ask("centers/", lat=21.83, lon=111.98, radius=50)["results"]
            listed = ask("centers/", search=center.name)["results"]
            features = ask("centers/", format="geojson")["features"]
            on_map = next(one["properties"] for one in features if one["id"] == center.code)
            record = next(one for one in near if one["code"] == center.code)
            self.detail = ask(f"centers/{center.code}/")
            for name in set(on_map) - {"distance_m", "walk_minutes"}:
                assert on_map[name] == record[name] == listed[0][name] == self.detail[name], name
            return self.detail

    return Shown()


def test_a_saved_field(shown):
    shown.center.telephone = "0662-7654321"
    shown.center.save()

    assert shown.look()["telephone"] == "0662-7654321"


def test_a_field_changed_in_bulk(shown):
    Center.objects.filter(pk=shown.center.pk).update(address="新路2号")

    assert shown.look()["address"] == "新路2号"


def test_one_field_saved_alone(shown):
    shown.center.address = "新路3号"
    shown.center.save(update_fields=["address"])

    assert shown.look()["address"] == "新路3号"


def test_hours_added_and_deleted(clock, shown):
    assert shown.look()["closes_at"] == "2026-05-20T17:00:00+08:00"

    extra = OpeningHours.objects.create(center=shown.center, weekdays=127, opens=1020, closes=1200)
    assert shown.look()["closes_at"] == "2026-05-20T20:00:00+08:00"

    extra.delete()
    assert shown.look()["closes_at"] == "2026-05-20T17:00:00+08:00"

    OpeningHours.objects.filter(center=shown.center).update(closes=1080)
    assert shown.look()["closes_at"] == "2026-05-20T18:00:00+08:00"

    OpeningHours.objects.filter(center=shown.center).delete()
    assert shown.look()["open_now"] is False


def test_an_offering_and_a_room(shown):
    count = shown.look()["offering_count"]

    offering = Offering.objects.get(center=shown.center, item__code="C01")
    offering.status, offering.source = Offering.Status.AVAILABLE, Source.SAMPLE
    offering.save()
    Room.objects.create(center=shown.center, kind=Room.Kind.OFFICE, source=Source.SAMPLE)

    record = shown.look()
    assert record["offering_count"] == count + 1
    assert [one["code"] for one in record["offerings"]] == ["C01"]
    assert [one["kind"] for one in record["rooms"]] == ["office"]


def test_a_renamed_community_and_street(shown):
    GridUnit.objects.get(code="441702002015").rename("新岭东社区")
    assert shown.look()["community_name"] == "新岭东社区"
    assert shown.look()["unit_name"] == "新岭东社区"

    GridUnit.objects.get(code="441702002").rename("新城南街道")
    assert shown.look()["street_name"] == "新城南街道"


def test_a_recoded_street(shown):
    GridUnit.objects.get(code="441702002").recode("441702902")

    record = shown.look()
    assert record["street_code"] == "441702902"
    assert record["community_code"] == "441702902015"


def test_a_unit_renamed_by_an_import(shown, settings, tmp_path):
    rows = (settings.DATA_DIR / "divisions.csv").read_text(encoding="utf-8-sig")
    file = tmp_path / "divisions.csv"
    file.write_text(rows.replace("岭东北社区", "岭东北新社区"), encoding="utf-8")

    call_command("import_divisions", file, verbosity=0)

    assert shown.look()["community_name"] == "岭东北新社区"


def test_a_centre_of_a_household_cluster_shows_its_places(ask, make_center):
    cluster = GridUnit.objects.at_level(GridUnit.Level.CLUSTER).first()
    center = make_center(unit=cluster.code)
    street = GridUnit.objects.get(code=cluster.code[:9])
    assert ask(f"centers/{center.code}/")["street_name"] == street.name

    cluster.rename("一号楼")

    record = ask(f"centers/{center.code}/")
    assert record["unit_name"] == "一号楼"
    assert record["community_code"] == cluster.code[:12]
    assert record["community_name"] == GridUnit.objects.get(code=cluster.code[:12]).name


def test_a_renamed_item(shown):
    Offering.objects.filter(center=shown.center, item__code="C01").update(status="available", source="sample")
    shown.look()

    item = ServiceItem.objects.get(code="C01")
    item.name = "新名称"
    item.save()

    assert [one["name"] for one in shown.look()["offerings"]] == ["新名称"]


def test_an_item_that_is_no_longer_done(shown):
    Offering.objects.filter(center=shown.center, item__code="C01").update(status="available", source="sample")
    assert [one["code"] for one in shown.look()["offerings"]] == ["C01"]

    item = ServiceItem.objects.get(code="C01")
    item.is_active = False
    item.save()

    assert shown.look()["offerings"] == []


def test_an_item_renamed_by_an_import(ask, settings, tmp_path):
    before = ask("centers/JC001/")["offerings"][0]
    for file in settings.DATA_DIR.glob("*.csv"):
        text = file.read_text(encoding="utf-8-sig")
        (tmp_path / file.name).write_text(text.replace(f",{before['name']},", ",改过的名称,"), encoding="utf-8")

    call_command("import_catalogue", tmp_path / "catalogue.csv", verbosity=0)

    after = {one["code"]: one["name"] for one in ask("centers/JC001/")["offerings"]}
    assert after[before["code"]] == "改过的名称"


def test_a_centre_that_closes_for_good_and_one_that_comes(ask, shown, make_center):
    shown.center.status = Center.Status.CLOSED
    shown.center.save()
    newcomer = make_center()

    codes = {one["id"] for one in ask("centers/", format="geojson")["features"]}
    assert shown.center.code not in codes
    assert newcomer.code in codes
    ask(f"centers/{shown.center.code}/", 404)


def test_a_deleted_centre(ask, shown):
    shown.center.delete()

    assert ask("centers/", lat=21.83, lon=111.98, radius=50)["count"] == 0
    ask(f"centers/{shown.center.code}/", 404)


def test_the_door_closes_at_the_minute(shown, clock):
    clock("2026-05-20 16:59:59")
    assert shown.look()["open_now"] is True

    clock("2026-05-20 17:00:00")
    record = shown.look()
    assert record["open_now"] is False
    assert record["opens_at"] == "2026-05-21T09:00:00+08:00"
    assert record["open_change"] == "明天 09:00 开门"

    clock("2026-05-21 00:00:00")
    record = shown.look()
    assert record["open_change"] == "今天 09:00 开门"
    assert record["hours"]["days"][0]["date"] == "2026-05-21"


def test_what_was_kept_is_not_shown_for_an_earlier_moment(shown, clock):
    clock("2026-05-20 20:00:00")
    assert shown.look()["open_now"] is False

    clock("2026-05-20 10:00:00")
    assert shown.look()["open_now"] is True
