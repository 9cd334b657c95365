"""The data-quality page: every check finds what it names, the worst first, and nobody reads of a neighbour."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Post
from centers.checks import CHECKS, Severity, failing
from centers.misplaced import Placed, neighbours
from centers.models import Center, FactGroup, Offering, OpeningException, OpeningHours, Photo
from centers.quality import survey
from grids.models import GridUnit
from tests.admin.conftest import picture
from tests.admin.page_text import english_in
from tests.admin.registry import address
from tests.many_centers import add_centers

MOST_QUERIES = 15
INSIDE = Point(111.9612, 21.8573, srid=4326)
TEN_METRES_NORTH_DEG = 10 / 110_700


@pytest.fixture
def page():
    return reverse("admin:quality")


@pytest.fixture
def perfect(ours, settings, tmp_path):
    """Our centre with nothing wrong."""
    settings.MEDIA_ROOT = tmp_path
    Offering.objects.filter(center=ours).update(status="available", source="survey")
    OpeningHours.objects.create(center=ours, weekdays=1, opens=480, closes=720)
    Photo.objects.create(center=ours, image=picture(), caption="大门", source="survey")
    Center.objects.filter(pk=ours.pk).update(
        source="survey",
        location=INSIDE,
        location_source="survey",
        hours_source="survey",
        hours_leftover="",
        figures_source="survey",
        telephone="0662-3221234",
        address="某路1号",
        staff_count=3,
        floor_area_m2=200,
        **{group.on_field: timezone.localdate() for group in FactGroup},
    )
    ours.refresh_from_db()
    return ours


def change(center, **values):
    Center.objects.filter(pk=center.pk).update(**values)


def around(point, size=0.001):
    box = Polygon.from_bbox((point.x - size, point.y - size, point.x + size, point.y + size))
    return MultiPolygon(box, srid=4326)


def twin(center, point, code="JC998"):
    """Another centre of the same community."""
    return Center.objects.create(
        code=code,
        name=f"另一个中心{code}",
        tier=center.tier,
        unit=center.unit,
        source="survey",
        location=point,
        location_source="survey",
    )


def spoil(key, center):
    """Make one check fail."""
    match key:
        case "same_point":
            twin(center, Point(INSIDE.x, INSIDE.y + TEN_METRES_NORTH_DEG * 0.9, srid=4326))
        case "outside_district":
            change(center, location=Point(113.3, 23.1, srid=4326))
        case "outside_community":
            elsewhere = around(Point(INSIDE.x + 0.02, INSIDE.y))
            GridUnit.objects.filter(pk=center.unit_id).update(boundary=elsewhere)
        case "suspended_without_note":
            change(center, status="suspended")
        case "missing_offerings":
            Offering.objects.filter(pk=center.offerings.first().pk).update(status="missing", source="")
        case "sample_offerings":
            Offering.objects.filter(pk=center.offerings.first().pk).update(source="sample")
        case "no_photo":
            center.photos.all().delete()
        case group if group.startswith("stale_"):
            change(
                center, **{f"{group.removeprefix('stale_')}_confirmed_on": timezone.localdate() - timedelta(days=91)}
            )
        case _:
            change(center, **FIELDS[key])


FIELDS = {
    "open_without_staff": {"staff_count": 0},
    "zero_area": {"floor_area_m2": 0},
    "unread_hours": {"hours_leftover": "看情况"},
    "unknown_hours": {"hours_source": ""},
    "no_location": {"location": None},
    "no_telephone": {"telephone": ""},
    "no_address": {"address": ""},
    "sample_center": {"source": "sample"},
    "sample_location": {"location_source": "sample"},
    "sample_hours": {"hours_source": "sample"},
    "sample_figures": {"figures_source": "sample"},
}


class TestChecks:
    def test_a_centre_with_nothing_wrong_has_no_findings(self, perfect):
        mine = Center.objects.filter(pk=perfect.pk)
        found = survey(mine)
        assert [finding.check.key for finding in found.findings] == []
        assert found.whole.score == 100
        assert not any(failing(check, mine).exists() for check in CHECKS.values())

    @pytest.mark.parametrize("key", CHECKS)
    def test_each_finds_what_it_names_on_the_page_and_in_the_list(self, key, perfect, as_staff, page):
        spoil(key, perfect)
        mine = Center.objects.filter(unit=perfect.unit)
        findings = {finding.check.key for finding in survey(mine).findings if finding.center.key == perfect.pk}
        assert findings == {key}
        assert perfect in failing(CHECKS[key], mine)
        listed = as_staff.get(address(Center, "changelist"), {"pending": key}).context["cl"].queryset
        assert perfect in listed
        shown = as_staff.get(page, {"check": key}).context["rows"]
        mend = next(mend for finding, mend in shown if finding.center.key == perfect.pk)
        assert mend.startswith(address(Center, "change", perfect.pk) + "#")
        assert as_staff.get(mend).status_code == 200

    def test_a_closed_centre_is_left_in_peace(self, perfect):
        change(perfect, status="closed", telephone="", location=Point(113.3, 23.1, srid=4326), floor_area_m2=0)
        assert survey(Center.objects.filter(pk=perfect.pk)).findings == []
        assert not failing(CHECKS["outside_district"], Center.objects.filter(pk=perfect.pk)).exists()

    def test_a_centre_that_does_not_open_yet_needs_no_confirming(self, perfect):
        change(perfect, status="building", hours_confirmed_on=None)
        assert survey(Center.objects.filter(pk=perfect.pk)).findings == []

    def test_a_note_explains_a_suspension(self, perfect):
        change(perfect, status="suspended")
        today = timezone.localdate()
        OpeningException.objects.create(center=perfect, first=today, last=today, note="装修")
        assert survey(Center.objects.filter(pk=perfect.pk)).findings == []

    def test_the_boundary_of_the_community_counts_for_a_centre_of_a_group(self, perfect):
        below = GridUnit.objects.filter(parent=perfect.unit.code).first()
        change(perfect, unit=below)
        GridUnit.objects.filter(pk=perfect.unit_id).update(boundary=around(Point(INSIDE.x + 0.02, INSIDE.y)))
        (finding,) = survey(Center.objects.filter(pk=perfect.pk)).findings
        assert finding.check.key == "outside_community"
        assert "公里" in finding.detail

    def test_a_point_within_its_boundary_is_right(self, perfect):
        GridUnit.objects.filter(pk=perfect.unit_id).update(boundary=around(INSIDE))
        assert survey(Center.objects.filter(pk=perfect.pk)).findings == []

    def test_old_facts_say_since_when(self, perfect):
        spoil("stale_hours", perfect)
        (finding,) = survey(Center.objects.filter(pk=perfect.pk)).findings
        assert finding.since == timezone.localdate() - timedelta(days=91)


class TestTwoAtOnePoint:
    @pytest.mark.parametrize(("metres", "near"), [(0, True), (9.5, True), (11, False)])
    def test_ten_metres_decide(self, metres, near):
        points = [INSIDE, Point(INSIDE.x, INSIDE.y + metres / 110_700, srid=4326)]
        found = neighbours(Placed(key, "441702", point) for key, point in enumerate(points))
        assert found == ({0: 1, 1: 0} if near else {})

    def test_thousands_at_one_point_take_no_longer_than_thousands_apart(self):
        heap = [Placed(key, "441702", INSIDE) for key in range(20_000)]
        assert len(neighbours(heap)) == 20_000

    def test_a_twin_in_another_community_is_not_given_away(self, perfect, staff, user_with_post):
        unit = GridUnit.objects.at_level(GridUnit.Level.COMMUNITY).filter(parent=perfect.unit.parent_id)
        other = twin(perfect, INSIDE)
        change(other, unit=unit.exclude(pk=perfect.unit_id).first())
        assert "same_point" not in survey(Center.objects.visible_to(staff)).counts
        street = user_with_post(perfect.unit.parent_id, Post.Role.STREET)
        assert survey(Center.objects.visible_to(street)).counts["same_point"] == 2


class TestThePage:
    def test_it_speaks_chinese_and_shows_the_worst_first(self, as_superuser, page, ours):
        change(ours, floor_area_m2=0)
        answer = as_superuser.get(page)
        assert english_in(answer) == set()
        severities = [finding.check.severity for finding, _ in answer.context["rows"]]
        assert severities[0] == Severity.WRONG
        assert severities == sorted(severities)

    def test_counts_scores_and_places_fit_together(self, as_superuser, page):
        context = as_superuser.get(page).context
        whole = context["whole"]
        assert whole.findings == sum(line.count for line in context["check_lines"]) == context["page"].count
        assert whole.findings == sum(place.tally.findings for place in context["places"])
        assert whole.centers == sum(place.tally.centers for place in context["places"])
        scores = [place.tally.score for place in context["places"]]
        assert scores == sorted(scores)
        assert whole.score == 100 - -(-100 * whole.findings // (whole.centers * len(CHECKS)))

    def test_a_unit_narrows_it_to_what_lies_below(self, as_superuser, page, ours):
        context = as_superuser.get(page, {"unit": ours.unit.code}).context
        assert context["whole"].centers == Center.objects.under(ours.unit.code).count()
        assert {finding.center.unit_code for finding, _ in context["rows"]} == {ours.unit.code}

    def test_every_place_leads_to_its_own_page(self, as_superuser, page):
        for place in as_superuser.get(page).context["places"]:
            if place.url:
                shown = as_superuser.get(place.url).context
                assert (shown["whole"].findings, shown["whole"].score) == (place.tally.findings, place.tally.score)

    def test_the_sample_rows_lead_to_lists_of_that_length(self, as_superuser, page, ours):
        for unit in ("", ours.unit.parent_id):
            samples = as_superuser.get(page, {"unit": unit}).context["samples"]
            assert samples
            for line in samples:
                assert as_superuser.get(line.url).context["cl"].result_count == line.count, line.label

    @pytest.mark.parametrize("unit", ["441702999999", "4417", "abc", "４４１７０２", "1" * 100_000, "441702001'--"])
    def test_an_unknown_unit_answers_404(self, as_superuser, page, unit):
        assert as_superuser.get(page, {"unit": unit}).status_code == 404

    @pytest.mark.parametrize("query", [{"check": "nonsense"}, {"page": "0"}, {"page": "99999"}, {"page": "x"}])
    def test_a_wrong_choice_answers_400(self, as_superuser, page, query):
        assert as_superuser.get(page, query).status_code == 400

    def test_pages_follow_one_another_without_gap(self, as_superuser, page):
        first = as_superuser.get(page).context
        second = as_superuser.get(page, {"page": 2}).context
        shown = [(finding.check.key, finding.center.key) for finding, _ in [*first["rows"], *second["rows"]]]
        assert len(set(shown)) == 100

    def test_queries_stay_few_with_thousands_of_centres(self, as_superuser, page):
        add_centers(2_000)
        with CaptureQueriesContext(connection) as queries:
            assert as_superuser.get(page).status_code == 200
        assert len(queries) <= MOST_QUERIES


class TestWhoReadsIt:
    def test_staff_read_of_their_own_community_only(self, as_staff, page, ours, foreign):
        change(foreign, floor_area_m2=0)
        answer = as_staff.get(page)
        assert {finding.center.unit_code for finding, _ in answer.context["rows"]} == {ours.unit.code}
        text = answer.content.decode()
        assert foreign.name not in text
        assert foreign.unit.name not in text

    def test_foreign_and_unknown_units_answer_the_same_404(self, as_staff, page, foreign, ours):
        answers = [as_staff.get(page, {"unit": code}) for code in (foreign.unit.code, "441702999999", "441702")]
        assert [answer.status_code for answer in answers] == [404] * 3
        bodies = [answer.content.decode() for answer in answers]
        assert bodies[0].replace(foreign.unit.code, "441702999999") == bodies[1]
        assert as_staff.get(page, {"unit": ours.unit.code}).status_code == 200

    @pytest.mark.parametrize("role", [Post.Role.SYSTEM, Post.Role.AUDIT])
    def test_roles_without_records_are_refused(self, client, page, user_with_post, role):
        client.force_login(user_with_post("441702", role))
        assert client.get(page).status_code == 403

    def test_visitors_and_staff_without_a_post(self, client, page, staff_without_post):
        assert client.get(page).status_code == 302
        client.force_login(staff_without_post)
        assert client.get(page).status_code == 403

    def test_it_is_only_read(self, as_staff, page):
        assert as_staff.post(page).status_code == 405
