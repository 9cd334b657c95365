"""Every read of the territory that has a name."""

from django.apps import apps
from django.utils import timezone

from accounts.policy import ScopePolicy
from accounts.recorded import RecordedQuerySet
from accounts.roles import Right
from query import spatial
from query.codes import ancestor_codes, is_code, subtree_q
from query.dates import holds_q

# A code that was never given must not cost more reads than a long history does.
MOST_CODES_TRIED = 20


class GridUnitQuerySet(RecordedQuerySet):
    def visible_to(self, user):
        """Units that this account may see in the back office."""
        return self.filter(ScopePolicy(user).allows_q(Right.READ_UNITS, "code"))

    def editable_by(self, user):
        """Units that this account may change."""
        return self.filter(ScopePolicy(user).editable_q("code"))

    def under(self, code: str):
        """The unit with this code and everything below it."""
        return self.filter(subtree_q(code))

    def branch(self, code: str) -> list:
        """The unit with this code below those above it, the district first, in one query; empty without that unit."""
        units = list(self.filter(code__in=[*ancestor_codes(code), code]).order_by("level"))
        return units if units and units[-1].code == code else []

    def resolve(self, code: str):
        """The unit of a present or former code, and whether it has moved.

        A code below a former one is found too: the longest former code that it begins with tells its other beginnings.

        :raises GridUnit.DoesNotExist: also for anything that is no code.
        """
        waiting, seen = [code], set()
        while waiting and len(seen) < MOST_CODES_TRIED:
            asked = waiting.pop(0)
            if asked in seen or not is_code(asked):
                continue
            seen.add(asked)
            if unit := self.filter(code=asked).first():
                return unit, asked != code
            waiting += self._other_codes(asked)
        raise self.model.DoesNotExist

    def _other_codes(self, code):
        """What `code` may be called too, by the codes that a unit above it has and had; the present ones first."""
        aliases = apps.get_model("grids", "GridAlias").objects.filter(code__isnull=False)
        # Each begins with the one above it, so the last in order is the longest.
        prefixes = [*ancestor_codes(code), code]
        former = aliases.filter(code__in=prefixes).order_by("-code").only("code", "unit__code").select_related("unit")
        former = former.first()
        if former is None:
            return []
        rest = code[len(former.code) :]
        others = aliases.filter(unit=former.unit_id).order_by("-until", "-pk").values_list("code", flat=True)
        return [former.unit.code + rest, *(other + rest for other in others)]

    def at_level(self, level: int):
        """Units of one level (`GridUnit.Level`)."""
        return self.filter(level=level)

    def current(self, day=None):
        """Units in force on `day` (default today)."""
        return self.filter(holds_q(day or timezone.localdate(), "valid_from", "valid_to"))

    def containing(self, point):
        """Units whose boundary holds `point`, the smallest first."""
        return self.filter(boundary__isnull=False, boundary__contains=point).order_by("-level", "code")

    def near(self, point, count: int | None = None):
        """Units by the distance of their point from `point`, with `distance_m`; with `count` only so many."""
        return spatial.nearest(self, point, "point", count)

    def without_shapes(self):
        """Leave the boundary in the database: a name and a code are all that a list needs."""
        return self.defer("boundary")


class StewardQuerySet(RecordedQuerySet):
    def visible_to(self, user):
        """Stewards of units that this account may see."""
        return self.filter(ScopePolicy(user).visible_q("unit__code"))

    def editable_by(self, user):
        """Stewards of units that this account may change."""
        return self.filter(ScopePolicy(user).editable_q("unit__code"))

    def serving(self, day=None):
        """Stewards in office on `day` (default today)."""
        return self.filter(holds_q(day or timezone.localdate()))

    def published(self):
        """Stewards who may be shown to everyone."""
        return self.serving().filter(is_public=True)
