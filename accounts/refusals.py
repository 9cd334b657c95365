"""A record that is not there, or not this account's: the same answer for both, and a line in the audit trail."""

from django.http import Http404


class NotInScope(Http404):
    """Answers 404 and tells nobody which of the two it is.

    The back office's site writes it down (`PortalAdminSite.admin_view`): outside the transaction of the page, which
    this exception undoes. A person who tries numbers leaves a trail.
    """

    def __init__(self, what: str = "", key: object = ""):
        super().__init__()
        self.what, self.key = what, key
