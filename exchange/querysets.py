"""Every read of the import versions that has a name."""

import hashlib

from django.db import models
from django.db.models import Q

from accounts.policy import NOTHING, ScopePolicy
from accounts.roles import Right
from query.codes import DISTRICT_LENGTH


def scope_of(user) -> str:
    """A fingerprint of the units that an account may edit at present."""
    policy = ScopePolicy(user)
    told = "*" if policy.sees_everything else " ".join(policy.unit_codes(Right.EDIT_RECORDS))
    return hashlib.sha256(told.encode()).hexdigest()


class ImportVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An account's own uploads, as long as it has the posts with which it made them; all to the district.

        A preview tells names and telephones: whoever was moved does not keep them.
        """
        policy = ScopePolicy(user)
        codes = policy.unit_codes(Right.READ_RECORDS)
        if policy.sees_everything or any(len(code) == DISTRICT_LENGTH for code in codes):
            return self
        return self.filter(Q(by=user, scope=scope_of(user)) if codes else NOTHING)

    def editable_by(self, user):
        """Uploads that an account may apply or roll back."""
        return self.visible_to(user) if ScopePolicy(user).has(Right.EDIT_RECORDS) else self.none()

    def applied(self):
        """Versions that stand at present."""
        return self.filter(state=self.model.State.APPLIED)

    def for_lists(self):
        """Without the long findings."""
        return self.select_related("by").defer("findings")
