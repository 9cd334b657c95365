"""Accounts, posts and the audit trail in the back office."""

from accounts.admin.audit import AuditEntryAdmin
from accounts.admin.people import PostAdmin, UserAdmin

__all__ = ["AuditEntryAdmin", "PostAdmin", "UserAdmin"]
