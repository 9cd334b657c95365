"""The overview of the matrix: how far each centre and each item is answered."""

import pytest

from centers.models import Center, Offering
from services.models import ServiceItem
from tests.admin.page_text import english_in
from tests.many_centers import add_centers

PAGE = "/admin/centers/offering/matrix/"


def test_every_centre_has_its_share_as_a_whole_and_by_category(as_superuser, ours, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(PAGE, {"search": ours.name})
    line = next(line for line in answer.context["matrix"].lines if line.center == ours)
    assert (line.whole.answered, line.whole.total) == (98 - ours.offerings.missing().count(), 98)
    for category, share in line.by_category:
        cells = ours.offerings.filter(item__category=category)
        assert (share.answered, share.total) == (cells.exclude(status="missing").count(), cells.count())
    assert f"/admin/centers/center/{ours.pk}/services/" in answer.content.decode()
    assert english_in(answer) == set()


def test_items_no_longer_done_do_not_count(as_superuser, ours):
    ServiceItem.objects.filter(code="C01").update(is_active=False)
    line = as_superuser.get(PAGE, {"search": ours.name}).context["matrix"].lines[0]
    assert line.whole.total == 97


def test_every_item_has_its_share(as_superuser, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(PAGE, {"by": "item"})
    shares = {item.code: share for _, rows in answer.context["sections"] for item, share in rows}
    assert len(shares) == 98
    answered = Offering.objects.filter(item__code="C01").exclude(status="missing").count()
    assert (shares["C01"].answered, shares["C01"].total) == (answered, Center.objects.count())
    assert "/admin/centers/offering/by-item/C01/" in answer.content.decode()
    assert english_in(answer) == set()


def test_a_community_sees_and_counts_its_own_only(as_staff, staff):
    mine = Center.objects.visible_to(staff)
    assert {line.center for line in as_staff.get(PAGE).context["matrix"].lines} == set(mine)
    sections = as_staff.get(PAGE, {"by": "item"}).context["sections"]
    assert {share.total for _, rows in sections for _, share in rows} == {mine.count()}


def test_streets_to_choose_are_those_in_scope(client, superuser, staff, ours):
    street = ours.unit.parent_id
    client.force_login(superuser)
    lines = client.get(PAGE, {"street": street}).context["matrix"].lines
    assert {line.center for line in lines} == set(Center.objects.under(street)[:50])
    assert client.get(PAGE, {"street": "441702999"}).status_code == 400
    client.force_login(staff)
    assert client.get(PAGE, {"street": street}).status_code == 400


@pytest.mark.parametrize("bad", [{"page": "0"}, {"page": "9999"}, {"by": "x"}, {"search": "长" * 101}])
def test_parameters_that_do_not_fit_answer_400(as_superuser, bad):
    assert as_superuser.get(PAGE, bad).status_code == 400


def test_thousands_of_centres_come_in_pages(as_superuser, django_assert_max_num_queries):
    add_centers(150)
    with django_assert_max_num_queries(12):
        answer = as_superuser.get(PAGE, {"page": "2"})
    assert len(answer.context["matrix"].lines) == 50
    assert answer.context["matrix"].page.pages == 5


def test_staff_without_a_post_are_refused(client, staff_without_post):
    client.force_login(staff_without_post)
    assert client.get(PAGE).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert client.post(PAGE).status_code in {302, 403, 405}
