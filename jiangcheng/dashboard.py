"""The first page of the back office: the work that waits for this account, fit for its duty."""

from accounts.roles import Right
from accounts.scoped_admin import may
from jiangcheng.desk_of_guards import accounts_desk, audit_desk
from jiangcheng.my_work import records_desk


def dashboard(request, context):
    """The context of the admin's index with `desk` (None without a post); see `jiangcheng.my_work`."""
    context["desk"] = _desk(request)
    return context


def _desk(request):
    if may(request, Right.READ_RECORDS):
        return records_desk(request.user)
    if may(request, Right.MANAGE_ACCOUNTS):
        return accounts_desk(request.user)
    return audit_desk() if may(request, Right.READ_AUDIT) else None
