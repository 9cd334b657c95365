"""Reads of the snapshots that have a name."""

from django.db import models

from accounts.policy import ScopePolicy
from accounts.roles import Right


class SnapshotImmutable(Exception):
    """A snapshot stays what it was. A correction is a new version."""

    def __init__(self):
        super().__init__("快照不能改，也不能删。要更正，请重新生成一版并写明原因。")


class SnapshotQuerySet(models.QuerySet):
    """No bulk way around the rule either."""

    def visible_to(self, user):
        """Snapshots of units whose dashboard this account may see."""
        return self.filter(ScopePolicy(user).allows_q(Right.SEE_OVERSIGHT, "unit__code"))

    def of(self, unit):
        """Snapshots of one unit, the newest period and version first."""
        return self.filter(unit=unit).order_by("-last_day", "-period", "-version")

    def newest_versions(self):
        """Of each period and unit the version that counts."""
        later = self.model.objects.filter(
            period=models.OuterRef("period"), unit=models.OuterRef("unit"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(later))

    def update(self, **values):
        raise SnapshotImmutable

    def delete(self):
        raise SnapshotImmutable

    def bulk_update(self, objs, fields, batch_size=None):
        raise SnapshotImmutable

    update.alters_data = True
    delete.alters_data = True
    delete.queryset_only = True
