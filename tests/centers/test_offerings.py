"""Centre × item: every cell is a row, so that what is missing can be counted."""

import pytest
from django.db import IntegrityError, transaction

from centers.models import Center, Offering
from grids.sources import Source
from services.models import ServiceItem

pytestmark = pytest.mark.django_db


def offer(center, code, status=Offering.Status.AVAILABLE):
    center.offerings.filter(item__code=code).update(status=status, source=Source.SURVEY)


def test_a_new_centre_has_a_missing_cell_for_every_item(make_center):
    center = make_center()
    assert center.offerings.count() == ServiceItem.objects.active().count() == 98
    assert set(center.offerings.values_list("status", "source")) == {("missing", "")}
    assert center.offerings.missing().count() == 98


def test_a_new_item_gets_a_cell_at_every_centre():
    category = ServiceItem.objects.get(code="C01").category
    ServiceItem.objects.create(
        code="C99", category=category, name="新事项", audience="居民", mode="at_once", status="composed"
    )
    assert Offering.objects.fill_missing() == 70
    assert Offering.objects.filter(item__code="C99").missing().count() == 70


def test_items_no_longer_done_get_no_cells(make_center):
    ServiceItem.objects.filter(code="C01").update(is_active=False)
    assert not make_center().offerings.filter(item__code="C01").exists()
    assert Offering.objects.fill_missing() == 0


def test_filling_keeps_what_is_answered_and_fills_the_rest(make_center):
    center = make_center()
    offer(center, "C02")
    center.offerings.exclude(item__code="C02").delete()
    assert Offering.objects.fill_missing() == 97
    assert center.offerings.offered().get().item.code == "C02"


def test_filling_one_centre_leaves_the_others(make_center):
    one, other = make_center("ONE"), make_center("OTHER")
    Offering.objects.filter(center__in=[one, other]).delete()
    assert one.offerings.fill_missing([one]) == 98
    assert other.offerings.count() == 0


def test_two_queries_when_nothing_lacks(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert Offering.objects.fill_missing() == 0


def test_a_resident_may_come_for_available_items_and_by_appointment(make_center):
    center = make_center()
    for code, status in [("C01", "available"), ("C02", "by_appointment"), ("C03", "planned"), ("C04", "suspended")]:
        offer(center, code, status)
    assert set(center.offerings.offered().values_list("item__code", flat=True)) == {"C01", "C02"}
    assert Center.objects.with_offering_count().get(pk=center.pk).offering_count == 2


def test_centres_that_offer_every_one_of_several_items(make_center):
    both, one = make_center("BOTH"), make_center("ONE")
    offer(both, "C01")
    offer(both, "C02")
    offer(one, "C01")
    ours = Center.objects.filter(code__in=["BOTH", "ONE"]).order_by("code")
    assert list(ours.offering("C01")) == [both, one]
    assert list(ours.offering("C01", "C02")) == [both]
    assert list(ours.offering_category(ServiceItem.objects.get(code="C01").category.code)) == [both, one]


def test_a_centre_without_offerings_counts_none(make_center):
    center = make_center()
    assert Center.objects.with_offering_count().get(pk=center.pk).offering_count == 0


def test_a_guide_follows_the_catalogue():
    codes = [offering.item.code for offering in Center.objects.get(code="JC048").offerings.for_guide()]
    assert codes == list(ServiceItem.objects.order_by("category__position", "code").values_list("code", flat=True))


def test_a_cell_exists_once(make_center):
    center = make_center()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offering.objects.create(center=center, item=ServiceItem.objects.get(code="C01"))


def test_an_answer_says_where_it_comes_from(make_center):
    center = make_center()
    with pytest.raises(IntegrityError), transaction.atomic():
        center.offerings.filter(item__code="C01").update(status="available")


def test_staff_see_the_cells_of_their_own_place(user_with_post, make_center):
    center = make_center()
    staff, stranger = user_with_post("441702002015"), user_with_post("441702001001")
    cells = Offering.objects.filter(center=center)
    assert cells.visible_to(staff).count() == cells.editable_by(staff).count() == 98
    assert cells.visible_to(stranger).count() == cells.editable_by(stranger).count() == 0
