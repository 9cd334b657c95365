"""The admin site: its names, its colours and its navigation. No model here: the settings import UNFOLD."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from unfold.sites import UnfoldAdminSite

from accounts.policy import ScopePolicy
from accounts.refusals import NotInScope
from accounts.roles import Right
from accounts.signin.site import SignInSite
from query.params import BadParameter


class PortalAdminSite(SignInSite, UnfoldAdminSite):
    """The back office of the portal."""

    site_title = "漠阳党旗红"
    site_header = "江城区党群服务后台"
    index_title = "工作台"

    def get_urls(self):
        from accounts.saved_filters import saved_filter_urls
        from centers.admin.quality import quality
        from centers.admin.reminders import reminders
        from jiangcheng.base_map import base_map

        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [
            path("base-map.json", self.admin_view(base_map), name="base-map"),
            path("quality/", self.admin_view(quality), {"site": self}, name="quality"),
            path("reminders/", self.admin_view(reminders), {"site": self}, name="reminders"),
            *saved_filter_urls(self),
            *urls,
        ]

    def admin_view(self, view, cacheable=False):
        """Every page of the back office refuses parameters that no database takes, reads the posts once, and writes
        down whom it turned away."""

        def checked(request, *args, **kwargs):
            for name, values in request.GET.lists():
                if any("\x00" in text for text in (name, *values)):
                    raise BadParameter(name.replace("\x00", ""), "含有不能显示的字符，请重新输入。")
            if not request.user.is_superuser:
                ScopePolicy(request.user).remember_for_this_request()
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied:
                _write_down(request, f"{request.method} {request.path}")
                raise
            except NotInScope as refused:
                _write_down(request, refused.what, refused.key)
                raise

        checked.__name__ = getattr(view, "__name__", "view")
        return super().admin_view(checked, cacheable)

    def autocomplete_view(self, request):
        from jiangcheng.choices import ChoicesView

        return ChoicesView.as_view(admin_site=self)(request)

    def search(self, request, extra_context=None):
        """Each list has its own search; unfold's search over all models is switched off."""
        raise Http404


def _write_down(request, what, key=""):
    from accounts.audit import Action, record

    record(Action.ACCESS_REFUSED, request=request, subject=what, subject_key=key)


def _having(right: Right):
    """A navigation entry for those who have a right."""
    return lambda request: ScopePolicy(request.user).has(right)


def _page(name, title, icon, right=Right.READ_RECORDS) -> dict:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{name}"), "permission": _having(right)}


def _list(model, title, icon, right=Right.READ_RECORDS, *, but=()) -> dict:
    """A list and the pages below it, without those (`but`) that have an entry of their own."""
    return _page(f"{model}_changelist", title, icon, right) | {"active": _standing_in(f"{model}_changelist", but)}


def _oversight(name, title, icon, *, but=()) -> dict:
    """A page of the dashboard and those below it, without those that have an entry of their own."""
    link = reverse_lazy(f"oversight:{name}")

    def is_active(request):
        others = tuple(reverse(f"oversight:{other}") for other in but)
        return request.path.startswith(str(link)) and not request.path.startswith(others)

    permission = _having(Right.SEE_OVERSIGHT)
    return {"title": title, "icon": icon, "link": link, "permission": permission, "active": is_active}


def _standing_in(name, but):
    def is_active(request):
        is_own = request.resolver_match is not None and request.resolver_match.view_name in but
        return request.path.startswith(reverse(f"admin:{name}")) and not is_own

    return is_active


NAVIGATION = [
    {
        "items": [
            {"title": "工作台", "icon": "space_dashboard", "link": reverse_lazy("admin:index")},
            _page("reminders", "待确认提醒", "fact_check"),
            _page("quality", "数据质量", "rule"),
        ]
    },
    {
        "title": "统筹分析",
        "items": [
            _oversight("progress", "进度总览", "monitoring", but=("reports", "snapshots")),
            _oversight("reports", "报告", "summarize"),
            _oversight("snapshots", "快照", "photo_camera"),
            _list("centers_roadmaptarget", "5×10路径图目标", "flag", Right.SEE_OVERSIGHT),
        ],
    },
    {
        "title": "党群服务中心",
        "items": [
            _list("centers_center", "中心", "home_work"),
            _list("centers_offering", "可办事项", "checklist", but=("admin:centers_offering_matrix",)),
            _page("centers_offering_matrix", "可办事项一览", "grid_on"),
            _list("centers_openinghours", "开放时间", "schedule"),
            _list("centers_openingexception", "特别安排", "event_busy"),
            _list("centers_room", "功能室", "meeting_room"),
            _list("centers_photo", "照片", "photo_library"),
            _list("centers_textdraft", "文字稿", "edit_note"),
            _list("centers_changerequest", "居民纠错", "rate_review"),
            _list("exchange_importversion", "导入记录", "upload_file"),
        ],
    },
    {
        "title": "区划与网格",
        "items": [
            _list("grids_gridunit", "区划与网格", "account_tree", Right.READ_UNITS),
            _list("grids_steward", "网格人员", "diversity_3"),
            _list("grids_gridalias", "旧编码旧名称", "history", Right.EDIT_CATALOGUE),
        ],
    },
    {
        "title": "服务圈",
        "items": [
            _list("coverage_roadnetwork", "步行路网", "route", Right.SEE_OVERSIGHT),
            _list("coverage_roadedit", "道路修正", "edit_road", Right.SEE_OVERSIGHT),
            _list("coverage_demandset", "人口点", "groups", Right.SEE_OVERSIGHT),
            _list("coverage_coveragerun", "分析记录", "query_stats", Right.SEE_OVERSIGHT),
        ],
    },
    {
        "title": "服务目录",
        "items": [
            _list("services_serviceitem", "服务事项", "list_alt"),
            _list("services_servicecategory", "服务分类", "category"),
            _list("services_unissuableproof", "社区不开的证明", "block"),
        ],
    },
    {
        "title": "账号与审计",
        "items": [
            _list("accounts_user", "账号", "person", Right.MANAGE_ACCOUNTS),
            _list("accounts_post", "任职", "badge", Right.MANAGE_ACCOUNTS),
            _list("axes_accessattempt", "登录失败", "lock_person", Right.MANAGE_ACCOUNTS),
            _list("accounts_auditentry", "审计记录", "policy", Right.READ_AUDIT),
        ],
    },
]

# The tokens of the public pages: one red on warm paper.
COLORS = {
    "base": {
        "50": "#fbf8f3",
        "100": "#f4eee5",
        "200": "#e7dfd3",
        "300": "#d6cabb",
        "400": "#9c8f81",
        "500": "#6f6459",
        "600": "#574d44",
        "700": "#433a33",
        "800": "#302822",
        "900": "#201b17",
        "950": "#14110e",
    },
    "primary": {
        "50": "#fdf6f5",
        "100": "#fbeceb",
        "200": "#f4d0cf",
        "300": "#e8a3a3",
        "400": "#d4686b",
        "500": "#c23b40",
        "600": "#b01e23",
        "700": "#8c1419",
        "800": "#741116",
        "900": "#5b1014",
        "950": "#37080b",
    },
    "font": {
        "subtle-light": "var(--color-base-500)",
        "subtle-dark": "var(--color-base-400)",
        "default-light": "var(--color-base-600)",
        "default-dark": "var(--color-base-300)",
        "important-light": "var(--color-base-900)",
        "important-dark": "var(--color-base-100)",
    },
}

UNFOLD = {
    "SITE_TITLE": "漠阳党旗红",
    "SITE_HEADER": "江城区党群服务后台",
    "SITE_SYMBOL": "flag",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icons/favicon.svg")},
    ],
    "THEME": "light",
    "BORDER_RADIUS": "10px",
    "COLORS": COLORS,
    "STYLES": [
        lambda request: static("admin-portal/desk.css"),
        lambda request: static("admin-portal/frame.css"),
        lambda request: static("admin-portal/review.css"),
    ],
    "SCRIPTS": [lambda request: static("admin-portal/map.js")],
    "DASHBOARD_CALLBACK": "jiangcheng.dashboard.dashboard",
    "SHOW_HISTORY": True,
    "ACCOUNT": {"navigation": "accounts.signin.site.account_links"},
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": NAVIGATION},
}
