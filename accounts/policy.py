"""The one scope policy: which rows an account may see and change.

Everything scoped carries the code of a territory unit; an account's posts name the units whose subtree is its own, and
a post's role says what may be done there.
"""

from django.db.models import Q

from accounts.roles import RIGHTS, Right
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

    def posts(self) -> list[tuple[str, str]]:
        """Role and unit code of the present posts."""
        if not self.user or not self.user.is_active or self.user.is_anonymous:
            return []
        if (known := getattr(self.user, "posts_in_this_request", None)) is not None:
            return known
        return sorted(self.user.posts.held_on().values_list("role", "unit__code"))

    def remember_for_this_request(self) -> None:
        """Read the posts once: a page asks for them many times, and an account lives no longer than its request."""
        self.user.posts_in_this_request = self.posts()

    def unit_codes(self, right: Right = Right.READ_RECORDS) -> list[str]:
        """Codes of the units where the account has this right."""
        return sorted({code for role, code in self.posts() if right in RIGHTS[role]})

    def has(self, right: Right) -> bool:
        """Whether the account has this right anywhere."""
        return self.sees_everything or bool(self.unit_codes(right))

    def allows_q(self, right: Right, code_field: str) -> Q:
        """A filter on rows, whose territory code stands in `code_field`, where the account has this right."""
        if self.sees_everything:
            return Q()
        scope = NOTHING
        for code in self.unit_codes(right):
            scope |= subtree_q(code, code_field)
        return scope

    def visible_q(self, code_field: str) -> Q:
        """A filter on rows that the account may see."""
        return self.allows_q(Right.READ_RECORDS, code_field)

    def editable_q(self, code_field: str) -> Q:
        """A filter on rows that the account may change."""
        return self.allows_q(Right.EDIT_RECORDS, code_field)
