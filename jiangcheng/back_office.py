"""The admin site: its names, its colours and its navigation."""

from unfold.sites import UnfoldAdminSite


class PortalAdminSite(UnfoldAdminSite):
    """The back office of the portal."""

    site_title = "漠阳党旗红"
    site_header = "江城区党群服务后台"
    index_title = "工作台"


UNFOLD = {"SITE_TITLE": "漠阳党旗红", "SITE_HEADER": "江城区党群服务后台"}
