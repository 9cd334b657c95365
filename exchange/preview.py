"""A version's findings as its page shows them: one kind of rows at a time, a hundred a page."""

from django.core.paginator import Paginator
from django.utils.http import urlencode

A_PAGE = 100
TABS = {"problems": "有错", "changed": "变更", "new": "新增"}


class Preview:
    """What one page of the findings shows. Unknown tabs and pages lead to the first."""

    def __init__(self, version, parameters):
        self.found = version.findings or {}
        self.counts = {
            "problems": self.found.get("problem_count", 0),
            "changed": version.changed_count,
            "new": version.new_count,
        }
        filled = [tab for tab, count in self.counts.items() if count]
        asked = parameters.get("show")
        self.tab = asked if asked in filled else next(iter(filled), "")
        self.page = Paginator(self.found.get(self.tab, []), A_PAGE).get_page(parameters.get("p"))
        self.hidden = max(0, self.counts.get(self.tab, 0) - self.page.paginator.count)

    def tabs(self) -> list[dict]:
        """The kinds of rows that there are."""
        return [
            {"name": tab, "label": label, "count": self.counts[tab], "url": f"?{urlencode({'show': tab})}"}
            for tab, label in TABS.items()
            if self.counts[tab]
        ]

    @property
    def pages(self) -> dict:
        """The addresses of the pages before and after."""
        return {
            name: f"?{urlencode({'show': self.tab, 'p': number})}"
            for name, number, there in (
                ("previous", self.page.number - 1, self.page.has_previous()),
                ("next", self.page.number + 1, self.page.has_next()),
            )
            if there
        }

    @property
    def notices(self) -> list[str]:
        """What is worth a look although it stops nothing."""
        return self.found.get("notices", [])[:A_PAGE]
