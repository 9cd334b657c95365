"""People, their posts, and the trail of what was done."""

from accounts.models.audit import AuditEntry  # first: the others write into it
from accounts.models.filters import SavedFilter
from accounts.models.people import PasswordUse, Post, User

__all__ = ["AuditEntry", "PasswordUse", "Post", "SavedFilter", "User"]
