"""The parts of the dashboard, as tabs above its pages and entries of the menu. Another part adds its line here."""

from dataclasses import dataclass

from django.urls import reverse

from oversight.scope import with_query


@dataclass(frozen=True, slots=True)
class Section:
    """A tab: its address' name, its words and its icon."""

    name: str
    title: str
    icon: str


# 服务圈 (map), 空白点 (gaps) and 选址方案 (scenarios) stand between the first and the second.
SECTIONS = [
    Section("oversight:progress", "进度总览", "monitoring"),
    Section("oversight:reports", "报告", "summarize"),
    Section("oversight:snapshots", "快照", "photo_camera"),
]

# Pages without a tab of their own, and the tab that they are reached by.
BELOW = {
    "oversight:tile": "oversight:progress",
    "oversight:centers": "oversight:progress",
    "oversight:residents": "oversight:progress",
    "oversight:corrections": "oversight:progress",
    "oversight:report-print": "oversight:reports",
}


def tabs(request, unit) -> list[tuple[str, str, bool]]:
    """Title and address of each tab, and whether it is the one that is open."""
    open_name = BELOW.get(request.resolver_match.view_name, request.resolver_match.view_name)
    return [
        (section.title, with_query(reverse(section.name), unit=unit.code), section.name == open_name)
        for section in SECTIONS
    ]
