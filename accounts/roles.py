"""The roles of the back office: what each may do. Where it may do it, the post's unit says (see `accounts.policy`)."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """A named group of permissions, bound to a territory unit by a post."""

    COMMUNITY = "community", "社区工作人员"
    STREET = "street", "街道工作人员"
    DISTRICT = "district", "组织部"
    SYSTEM = "system", "系统管理员"
    AUDIT = "audit", "安全审计员"


class Duty(StrEnum):
    """The three kinds of work that one account never combines (三员分立)."""

    BUSINESS = "business"
    SYSTEM = "system"
    AUDIT = "audit"


class Right(StrEnum):
    """What a role may do with the rows in its scope."""

    READ_UNITS = "read_units"  # the territory tree: places, not people
    READ_RECORDS = "read_records"  # centres, stewards, catalogue
    EDIT_RECORDS = "edit_records"
    CHECK_TEXTS = "check_texts"  # release texts and photos of others to the public
    EDIT_CATALOGUE = "edit_catalogue"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    SEE_OVERSIGHT = "see_oversight"  # coverage, progress and reports
    MANAGE_COVERAGE = "manage_coverage"  # roads, demand, snapshots: what the whole district's figures rest on


_RECORDS = frozenset({Right.READ_UNITS, Right.READ_RECORDS, Right.EDIT_RECORDS, Right.CHECK_TEXTS})
RIGHTS = {
    Role.COMMUNITY: _RECORDS,
    Role.STREET: _RECORDS | {Right.SEE_OVERSIGHT},
    Role.DISTRICT: _RECORDS | {Right.EDIT_CATALOGUE, Right.SEE_OVERSIGHT, Right.MANAGE_COVERAGE},
    Role.SYSTEM: frozenset({Right.MANAGE_ACCOUNTS, Right.READ_UNITS}),
    Role.AUDIT: frozenset({Right.READ_AUDIT}),
}
_DUTIES = {Role.SYSTEM: Duty.SYSTEM, Role.AUDIT: Duty.AUDIT}
# Lengths of the codes of the units that a role may be bound to.
CODE_LENGTHS = {
    Role.COMMUNITY: (12, 15, 18, 21),
    Role.STREET: (9,),
    Role.DISTRICT: (6,),
    Role.SYSTEM: (6,),
    Role.AUDIT: (6,),
}


def duty_of(role: str) -> Duty:
    """The kind of work that a role belongs to."""
    return _DUTIES.get(role, Duty.BUSINESS)


def roles_with(right: Right) -> list[str]:
    """The roles that have a right."""
    return [role for role, rights in RIGHTS.items() if right in rights]
