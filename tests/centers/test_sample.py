"""The sample district: whole, adding up, marked everywhere, and the same after a second run."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Q, Sum

from centers.models import Center, Offering, Room
from centers.outline import district_outline
from centers.sample.draw import apportion, draw, point_around
from centers.sample.grid import street_communities
from grids.models import GridUnit, Steward
from grids.sources import Source
from services.models import ServiceItem

pytestmark = pytest.mark.django_db
Level = GridUnit.Level


def run():
    """What `load_sample` prints."""
    out = StringIO()
    call_command("load_sample", stdout=out)
    return out.getvalue()


def test_all_street_communities_have_all_five_levels():
    communities = list(street_communities())
    assert len(communities) == 51
    clusters = GridUnit.objects.at_level(Level.CLUSTER)
    assert 2000 <= clusters.count() <= 4000
    for community in communities:
        assert clusters.under(community.code).exists()


def test_nothing_lies_below_towns_and_villages():
    groups = GridUnit.objects.at_level(Level.GROUP)
    assert set(groups.values_list("parent_id", flat=True)) == {unit.code for unit in street_communities()}
    others = GridUnit.objects.at_level(Level.COMMUNITY).exclude(pk__in=street_communities())
    assert not others.filter(Q(population__isnull=False) | ~Q(figures_source="")).exists()
    towns = GridUnit.objects.at_level(Level.STREET).exclude(kind="街道")
    assert set(towns.values_list("population", flat=True)) == {None}


def test_the_district_has_its_residents():
    district = GridUnit.objects.get(level=Level.DISTRICT)
    assert district.population == 674_000
    assert 0.12 <= district.elders / district.population <= 0.16
    assert 2.5 <= district.population / district.households <= 3.3


def test_figures_add_up_exactly_at_every_level():
    sums = GridUnit.objects.filter(population__isnull=False).values("parent_id").order_by()
    sums = sums.annotate(people=Sum("population"), homes=Sum("households"), old=Sum("elders"))
    below = {row["parent_id"]: (row["people"], row["homes"], row["old"]) for row in sums}
    parents = GridUnit.objects.filter(code__in=[code for code in below if code])
    assert {unit.code: (unit.population, unit.households, unit.elders) for unit in parents} == {
        code: figures for code, figures in below.items() if code
    }
    assert {len(code) for code in below if code} == {6, 9, 12, 15, 18}


def test_every_unit_has_a_place_inside_the_district():
    assert not GridUnit.objects.filter(point__isnull=True).exists()
    outline = district_outline().prepared
    for unit in GridUnit.objects.filter(level__lte=Level.COMMUNITY):
        assert outline.contains(unit.point), unit


def test_a_community_stands_where_its_centre_stands():
    community = GridUnit.objects.get(code="441702002015")
    assert community.point.equals_exact(Center.objects.get(code="JC070").location, 1e-7)


@pytest.mark.parametrize("code", ["441702002015", "441702001001", "441702011001"])
def test_clusters_lie_within_400_metres_of_their_community(code):
    community = GridUnit.objects.get(code=code)
    below = GridUnit.objects.under(code).exclude(code=code)
    assert max(unit.distance_m for unit in below.near(community.point)) <= 402  # the sample reckons on the sphere


def test_a_lane_lies_by_its_group_and_a_cluster_by_its_lane():
    for unit, metres in [(GridUnit.objects.filter(level=Level.LANE)[0], 101), (
        GridUnit.objects.filter(level=Level.CLUSTER)[0], 51)]:  # fmt: skip
        (parent,) = GridUnit.objects.filter(pk=unit.parent.pk).near(unit.point)
        assert parent.distance_m <= metres


def test_names_say_what_a_unit_is():
    first = GridUnit.objects.under("441702002015").order_by("code")
    names = [first.filter(level=level).first().name for level in (Level.GROUP, Level.LANE, Level.CLUSTER)]
    assert names == ["第一居民小组", "第一巷道片区", "1号住户片"]


def test_nothing_invented_looks_official():
    below = GridUnit.objects.filter(level__gt=Level.COMMUNITY)
    assert set(below.values_list("source", "figures_source", "point_source")) == {(Source.SAMPLE,) * 3}
    real = GridUnit.objects.filter(level__lte=Level.COMMUNITY)
    assert set(real.values_list("source", flat=True)) == {Source.OFFICIAL}
    assert set(real.values_list("point_source", flat=True)) == {Source.SAMPLE}
    assert set(real.filter(population__isnull=False).values_list("figures_source", flat=True)) == {Source.SAMPLE}
    for model in (Steward, Room):
        assert set(model.objects.values_list("source", flat=True)) == {Source.SAMPLE}
    answered = Offering.objects.exclude(status=Offering.Status.MISSING)
    assert set(answered.values_list("source", "confirmed_on")) == {(Source.SAMPLE, None)}
    assert all("示例" in text for text in Center.objects.values_list("introduction", flat=True))


def test_stewards_stand_at_every_level_and_nobody_can_take_them_for_real():
    per_level = dict(Steward.objects.values_list("unit__level").annotate(Count("pk")).order_by())
    assert per_level[Level.COMMUNITY] == 51
    assert per_level[Level.GROUP] == GridUnit.objects.at_level(Level.GROUP).count()
    assert per_level[Level.LANE] == GridUnit.objects.at_level(Level.LANE).count()
    assert set(Steward.objects.values_list("role", flat=True)) == set(Steward.Role.values)
    assert all(name.endswith("（示例）") for name in Steward.objects.values_list("name", flat=True))
    assert not Steward.objects.exclude(telephone="").exists()


def test_several_centres_offer_each_item():
    offered = Count("offerings", filter=Q(offerings__status__in=Offering.OFFERED))
    counts = ServiceItem.objects.annotate(n=offered).values_list("code", "n")
    assert len(counts) == 98
    assert min(n for _, n in counts) >= 5


def test_tiers_offer_what_suits_them():
    centers = Center.objects.with_offering_count()
    per_tier = {}
    for tier, count in centers.values_list("tier", "offering_count"):
        per_tier.setdefault(tier, []).append(count)
    assert min(per_tier["street"] + per_tier["district"]) >= 75
    assert 35 <= min(per_tier["community"]) <= max(per_tier["community"]) <= 80
    assert max(per_tier["park"]) <= 5
    assert 8 <= min(per_tier["station"]) <= max(per_tier["station"]) <= 40


def test_every_status_occurs():
    assert set(Offering.objects.values_list("status", flat=True)) == set(Offering.Status.values)


@pytest.mark.parametrize(
    ("center", "item"),
    [("JC070", "C25"), ("JC002", "C62"), ("JC022", "C62"), ("JC044", "C65"), ("JC026", "C65"), ("JC020", "C54")],
)
def test_what_the_press_reports_is_offered(center, item):
    assert Center.objects.offering(item).filter(code=center).exists()


def test_community_centres_have_five_rooms_and_a_hall():
    kinds = set(Room.objects.filter(center__code="JC070").values_list("kind", flat=True))
    assert kinds == {"service_hall", "office", "party_room", "reading_room", "mediation_room", "activity_room"}
    large = Center.objects.get(code="JC048")
    assert sum(room.is_zone for room in large.rooms.all()) == 4


def test_rooms_fit_into_their_centre():
    areas = Center.objects.annotate(rooms_m2=Sum("rooms__area_m2")).filter(rooms_m2__isnull=False)
    assert all(center.rooms_m2 <= center.floor_area_m2 for center in areas)


def test_a_second_run_changes_nothing():
    before = list(Center.objects.order_by("pk").values_list("pk", "revision"))
    counts = [model.objects.count() for model in (GridUnit, Steward, Offering, Room)]

    assert run() == "示例数据：区划位置0，网格0，人口汇总的区划0，网格人员0，可办事项0，功能室0，中心简介0。\n"
    assert list(Center.objects.order_by("pk").values_list("pk", "revision")) == before
    assert [model.objects.count() for model in (GridUnit, Steward, Offering, Room)] == counts


def test_the_same_district_comes_out_again():
    cluster = GridUnit.objects.at_level(Level.CLUSTER).under("441702002015").last()
    as_before = (cluster.code, cluster.population, cluster.households, cluster.elders, cluster.point.coords)
    below = GridUnit.objects.under("441702002015").exclude(code="441702002015")
    for level in (Level.CLUSTER, Level.LANE, Level.GROUP):
        below.filter(level=level).delete()

    run()
    cluster = GridUnit.objects.get(pk=below.last().pk)
    assert (cluster.code, cluster.population, cluster.households, cluster.elders, cluster.point.coords) == as_before


def test_real_figures_places_and_answers_stay():
    unit = GridUnit.objects.get(code="441702002015")
    unit.population, unit.figures_source = 9999, Source.OFFICIAL
    unit.point_source, unit.point = Source.SURVEY, GridUnit.objects.get(code="441702001001").point
    unit.save()
    center = Center.objects.get(code="JC070")
    center.introduction = "真实的简介"
    center.save()
    center.offerings.filter(item__code="C25").update(status="suspended", source=Source.SURVEY)

    run()
    unit.refresh_from_db()
    assert (unit.population, unit.figures_source, unit.point_source) == (9999, Source.OFFICIAL, Source.SURVEY)
    assert Center.objects.get(code="JC070").introduction == "真实的简介"
    assert center.offerings.get(item__code="C25").status == "suspended"


def test_a_production_portal_takes_no_sample(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=0"):
        run()


@pytest.mark.parametrize(("total", "weights"), [(10, [1, 1, 1]), (0, [1, 2]), (674_000, [0.1] * 51), (7, [])])
def test_shares_add_up(total, weights):
    shares = apportion(total, weights)
    assert sum(shares) == (total if weights else 0)
    assert max(shares, default=0) - min(shares, default=0) <= max(1, total)


def test_draws_depend_on_their_key_alone():
    assert draw("a", 1) == draw("a", 1) != draw("a", 2)
    draws = [draw("spread", number) for number in range(1000)]
    assert 0.45 < sum(draws) / 1000 < 0.55
    assert 0 <= min(draws) <= max(draws) < 1


def test_points_around_stay_in_their_circle():
    center = GridUnit.objects.get(level=Level.DISTRICT).point
    assert {point_around(center, 0, "x").coords} == {center.coords}
