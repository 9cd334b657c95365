"""The admin site: its names, its colours and its navigation. No model here: the settings import UNFOLD."""

from django.http import Http404
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from unfold.sites import UnfoldAdminSite

from accounts.policy import ScopePolicy
from query.params import BadParameter


class PortalAdminSite(UnfoldAdminSite):
    """The back office of the portal."""

    site_title = "漠阳党旗红"
    site_header = "江城区党群服务后台"
    index_title = "工作台"

    def get_urls(self):
        from jiangcheng.base_map import base_map

        urls = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [path("base-map.json", self.admin_view(base_map), name="base-map"), *urls]

    def admin_view(self, view, cacheable=False):
        """Every page of the back office refuses parameters that no database takes, and reads the posts once."""

        def checked(request, *args, **kwargs):
            for name, values in request.GET.lists():
                if any("\x00" in text for text in (name, *values)):
                    raise BadParameter(name.replace("\x00", ""), "含有不能显示的字符，请重新输入。")
            if not request.user.is_superuser:
                ScopePolicy(request.user).remember_for_this_request()
            return view(request, *args, **kwargs)

        checked.__name__ = getattr(view, "__name__", "view")
        return super().admin_view(checked, cacheable)

    def autocomplete_view(self, request):
        from jiangcheng.choices import ChoicesView

        return ChoicesView.as_view(admin_site=self)(request)

    def search(self, request, extra_context=None):
        """Each list has its own search; unfold's search over all models is switched off."""
        raise Http404


def _superuser(request) -> bool:
    return request.user.is_superuser


def _list(model, title, icon, permission=None) -> dict:
    item = {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}
    return item | ({"permission": permission} if permission else {})


NAVIGATION = [
    {"items": [{"title": "工作台", "icon": "space_dashboard", "link": reverse_lazy("admin:index")}]},
    {
        "title": "党群服务中心",
        "items": [
            _list("centers_center", "中心", "home_work"),
            _list("centers_offering", "可办事项", "checklist"),
            _list("centers_openinghours", "开放时间", "schedule"),
            _list("centers_openingexception", "特别安排", "event_busy"),
            _list("centers_room", "功能室", "meeting_room"),
            _list("centers_photo", "照片", "photo_library"),
            _list("exchange_importversion", "导入记录", "upload_file"),
        ],
    },
    {
        "title": "区划与网格",
        "items": [
            _list("grids_gridunit", "区划与网格", "account_tree"),
            _list("grids_steward", "网格人员", "diversity_3"),
            _list("grids_gridalias", "旧编码旧名称", "history", _superuser),
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
        "title": "账号",
        "items": [
            _list("accounts_user", "账号", "person", _superuser),
            _list("accounts_post", "任职", "badge", _superuser),
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
    "STYLES": [lambda request: static("admin-portal/desk.css")],
    "SCRIPTS": [lambda request: static("admin-portal/map.js")],
    "DASHBOARD_CALLBACK": "jiangcheng.dashboard.dashboard",
    "SHOW_HISTORY": True,
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": NAVIGATION},
}
