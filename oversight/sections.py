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


SECTIONS = [
    Section("oversight:progress", "进度总览", "monitoring"),
    Section("oversight:coverage", "服务圈", "directions_walk"),
    Section("oversight:gaps", "空白点", "wrong_location"),
    Section("oversight:scenarios", "选址方案", "add_location_alt"),
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
    "oversight:coverage-points": "oversight:coverage",
    "oversight:scenario": "oversight:scenarios",
    "oversight:scenario-new": "oversight:scenarios",
    "oversight:scenario-edit": "oversight:scenarios",
    "oversight:scenario-candidates": "oversight:scenarios",
    "oversight:scenario-compare": "oversight:scenarios",
}


def tabs(request, unit) -> list[tuple[str, str, bool]]:
    """Title and address of each tab, and whether it is the one that is open."""
    open_name = BELOW.get(request.resolver_match.view_name, request.resolver_match.view_name)
    return [
        (section.title, with_query(reverse(section.name), unit=unit.code), section.name == open_name)
        for section in SECTIONS
    ]
