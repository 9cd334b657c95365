"""The first page of those who keep the system and its trail: accounts and entries, no records of centres or people."""

from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import Post, User
from accounts.models.audit import AuditEntry
from jiangcheng.desk import Desk, Figure, Task, has_list, list_of, waiting

LATELY_DAYS = 7
Action = AuditEntry.Action


def accounts_desk(user) -> Desk:
    """The desk of a system administrator, in two queries."""
    accounts = User.objects.all() if user.is_superuser else User.objects.filter(is_superuser=False)
    counts = accounts.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        disabled=Count("pk", filter=Q(is_active=False)),
        first_password=Count("pk", filter=Q(must_change_password=True)),
        never_used=Count("pk", filter=Q(last_login__isnull=True)),
    )
    posts = Post.objects.filter(user__in=accounts).held_on().count()
    return Desk(
        tasks=waiting(
            [
                Task(
                    "还没改初始密码的账号",
                    counts["first_password"],
                    "第一次登录就要改。长期不改的，问本人要不要用。",
                    list_of(User, must_change_password__exact=1),
                ),
                Task(
                    "从没登录过的账号",
                    counts["never_used"],
                    "用不着的停用。",
                    list_of(User, last_login__isnull=True),
                ),
            ]
        ),
        figures=[
            Figure("启用的账号", counts["active"], list_of(User, is_active__exact=1)),
            Figure("停用的账号", counts["disabled"], list_of(User, is_active__exact=0)),
            Figure("在任的任职", posts, list_of(Post, held="yes")),
        ],
    )


def audit_desk() -> Desk:
    """The desk of an auditor, in one query: what was refused lately, and how long the trail is."""
    lately = Q(at__gte=timezone.now() - timedelta(days=LATELY_DAYS))
    told = {
        action: Count("pk", filter=lately & Q(action=action))
        for action in (Action.SIGN_IN_REFUSED, Action.LOCKED_OUT, Action.ACCESS_REFUSED)
    }
    counts = AuditEntry.objects.aggregate(total=Count("pk"), last=Max("at"), **told)
    note = f"最近一条：{timezone.localtime(counts['last']):%Y-%m-%d %H:%M}" if counts["last"] else "还没有记录"
    shown = has_list(AuditEntry)
    return Desk(
        figures=[
            Figure("审计记录", counts["total"], list_of(AuditEntry) if shown else "", note),
            *(
                Figure(
                    Action(action).label,
                    counts[action],
                    list_of(AuditEntry, action__exact=action) if shown else "",
                    f"最近{LATELY_DAYS}天",
                )
                for action in told
            ),
        ]
    )
