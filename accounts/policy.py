"""The one scope policy: which rows an account may see and change.

Everything scoped carries the code of a territory unit; an account's posts name the units whose subtree is its own.
"""

from django.db.models import Q

from query.codes import subtree_q

NOTHING = Q(pk__in=[])


class ScopePolicy:
    """Answers for one account. `None` and anonymous visitors see nothing here: public pages read published rows."""

    def __init__(self, user):
        self.user = user

    @property
    def sees_everything(self) -> bool:
        """Whether no scope narrows what this account sees."""
        return bool(self.user and self.user.is_active and self.user.is_superuser)

    def unit_codes(self) -> list[str]:
        """Codes of the units that the account's present posts name."""
        if not self.user or not self.user.is_active or self.user.is_anonymous:
            return []
        if (known := getattr(self.user, "unit_codes_in_this_request", None)) is not None:
            return known
        return sorted(self.user.posts.held_on().values_list("unit__code", flat=True))

    def remember_for_this_request(self) -> None:
        """Read the codes once: a page asks for them many times, and an account lives no longer than its request."""
        self.user.unit_codes_in_this_request = self.unit_codes()

    def visible_q(self, code_field: str) -> Q:
        """A filter on rows whose territory code stands in `code_field`."""
        if self.sees_everything:
            return Q()
        scope = NOTHING
        for code in self.unit_codes():
            scope |= subtree_q(code, code_field)
        return scope

    # Whoever keeps a place's records sees exactly these; roles that only read come with the roles' own rules.
    editable_q = visible_q
