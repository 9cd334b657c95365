"""A part that goes from one centre to another changes both."""

import pytest

from centers.models import Center, OpeningHours

pytestmark = pytest.mark.django_db


def test_both_centres_are_known_to_have_changed():
    one, other = Center.objects.order_by("code")[:2]
    row = OpeningHours.objects.create(center=one, weekdays=1, opens=480, closes=720)
    before = dict(Center.objects.values_list("pk", "revision"))
    row.center = other
    row.save()
    after = dict(Center.objects.values_list("pk", "revision"))
    assert {key for key in after if after[key] > before[key]} == {one.pk, other.pk}
