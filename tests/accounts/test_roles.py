"""Which role may do what, and that business, system and audit never meet on one account."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Post
from accounts.policy import ScopePolicy
from accounts.roles import RIGHTS, Duty, Right, Role, duty_of
from centers.models import Center
from grids.models import GridUnit, Steward


def test_every_role_has_rights_and_a_duty():
    assert set(RIGHTS) == set(Role)
    assert {duty_of(role) for role in Role} == set(Duty)


def test_those_who_run_the_system_or_audit_it_see_no_records(user_with_post):
    for role in (Role.SYSTEM, Role.AUDIT):
        user = user_with_post("441702", role=role)
        assert not Center.objects.visible_to(user).exists()
        assert not Steward.objects.visible_to(user).exists()
        assert not Center.objects.editable_by(user).exists()


def test_system_administrators_see_places_so_that_they_can_bind_posts(user_with_post):
    user = user_with_post("441702", role=Role.SYSTEM)
    assert GridUnit.objects.visible_to(user).count() == GridUnit.objects.count()
    assert not GridUnit.objects.editable_by(user).exists()


def test_auditors_see_the_trail_alone(user_with_post):
    policy = ScopePolicy(user_with_post("441702", role=Role.AUDIT))
    assert [right for right in Right if policy.has(right)] == [Right.READ_AUDIT]


@pytest.mark.parametrize(
    ("one", "other"), [(Role.DISTRICT, Role.SYSTEM), (Role.SYSTEM, Role.AUDIT), (Role.AUDIT, Role.DISTRICT)]
)
def test_one_account_does_one_duty(one, other, user_with_post):
    user = user_with_post("441702", role=one)
    with pytest.raises(ValidationError, match="不能由同一个账号兼任"):
        Post.objects.create(user=user, unit=GridUnit.objects.get(code="441702"), role=other)
    assert user.posts.count() == 1


def test_an_ended_post_leaves_room_for_another_duty(user_with_post):
    user = user_with_post("441702", role=Role.DISTRICT, last="2020-01-01")
    Post.objects.create(user=user, unit=GridUnit.objects.get(code="441702"), role=Role.AUDIT)
    assert ScopePolicy(user).has(Right.READ_AUDIT)
    assert not ScopePolicy(user).has(Right.READ_RECORDS)


def test_one_person_may_hold_posts_in_several_units(user_with_post):
    user = user_with_post("441702001001")
    Post.objects.create(user=user, unit=GridUnit.objects.get(code="441702002015"), role=Role.COMMUNITY)
    assert ScopePolicy(user).unit_codes() == ["441702001001", "441702002015"]


def test_a_role_fits_the_level_of_its_unit(db, django_user_model):
    user = django_user_model.objects.create_user("someone", password="a long test password")
    post = Post(user=user, unit=GridUnit.objects.get(code="441702001"), role=Role.COMMUNITY)
    with pytest.raises(ValidationError, match="不能任职在这一级"):
        post.full_clean()
