"""Who gets what at which address: one row for every address of the site, one status for every role.

The roles stand in the order of ROLES. A row names the status of a GET and of an empty POST. An address of one record
is asked for three records: one of community A, one of community B (another street) and one that does not exist.
"""

from dataclasses import dataclass

ROLES = ("anonymous", "community_a", "community_b", "street", "district", "system", "auditor")


def cells(text: str) -> dict[str, int]:
    """`302 200 404 200 200 403 403` as statuses by role."""
    return dict(zip(ROLES, map(int, text.split()), strict=True))


@dataclass(frozen=True)
class Row:
    """What an address answers. `of` is the model whose record it shows; `key` the attribute that names the record."""

    get: dict[str, int]
    post: dict[str, int]
    of: str = ""
    key: str = "pk"
    query: str = ""
    # Records of a street, which no community sees: the other community's are those of another street.
    is_of_street: bool = False
    # Roles that are refused this record of A rather than all such records: an unknown one is 404 to them.
    refused_this: tuple = ()

    def foreign(self, statuses: dict[str, int]) -> dict[str, int]:
        """The statuses for the same kind of record of community B."""
        if self.is_of_street:
            return statuses | {"street": 404 if statuses["street"] == 200 else statuses["street"]}
        swapped = statuses | {"community_a": statuses["community_b"], "community_b": statuses["community_a"]}
        return swapped | {"street": statuses["community_b"]}

    def unknown(self, statuses: dict[str, int]) -> dict[str, int]:
        """The statuses for a record that does not exist."""
        return {role: status if self._is_lasting(role, status) else 404 for role, status in statuses.items()}

    def _is_lasting(self, role, status):
        """Whether the status has nothing to do with the record: sign in first, no such right, no such method."""
        if role == "anonymous":
            return status in {302, 405}
        return status in {403, 405} and role not in self.refused_this


def row(get: str, post: str, **more) -> Row:
    """A row from two lines of statuses."""
    return Row(cells(get), cells(post), **more)


#           anon A   B   str dis sys aud
EVERYONE = "200 200 200 200 200 200 200"
NOT_SO = "405 405 405 405 405 405 405"
NEVER = "404 404 404 404 404 404 404"
STAFF = "302 200 200 200 200 200 200"
RECORDS = "302 200 200 200 200 403 403"
OF_A = "302 200 404 200 200 403 403"
OF_A_MOVED = "302 302 404 302 302 403 403"
OVERSIGHT = "302 403 403 200 200 403 403"
DISTRICT = "302 403 403 403 200 403 403"
SYSTEM = "302 403 403 403 403 200 403"
AUDITOR = "302 403 403 403 403 403 200"
NOBODY = "302 403 403 403 403 403 403"


def _pages(
    model: str, see: str, change: str, *, add: str, delete: str, is_recorded=True, is_of_street=False
) -> dict[str, Row]:
    """The pages that the admin gives every model. `see`, `change`, `add`, `delete` are lines for a record of A."""
    app, name = model.lower().split(".")
    prefix = f"admin:{app}_{name}_"
    one = {"of": model, "is_of_street": is_of_street}
    # Posting nothing to a form sends it back; posting nothing to a page that only shows is refused.
    sent_back = see if change == see else _refused_where(see, change)
    pages = {
        "changelist": row(_list_of(see), _list_of(see)),
        "add": row(add, add),
        "change": row(see, sent_back, **one),
        "delete": row(delete, delete, **one),
        "history": row(see, see, **one),
    }
    if is_recorded:
        pages["restore"] = row(_restoring(change, "405"), _restoring(change, "404"), **one)
    return {prefix + page: cells_of for page, cells_of in pages.items()}


def _list_of(see):
    return see.replace("404", "200")


def _refused_where(see, change):
    return " ".join("403" if s == "200" and c != "200" else s for s, c in zip(see.split(), change.split(), strict=True))


def _restoring(change, status):
    return " ".join(cell if cell in {"302", "403"} else status for cell in change.split())


def _scoped(model, *, add=RECORDS, delete=OF_A):
    return _pages(model, OF_A, OF_A, add=add, delete=delete)


MODEL_PAGES = {
    **_scoped("centers.Center", delete=NOBODY),
    **_scoped("centers.Offering", add=NOBODY, delete=NOBODY),
    **_scoped("centers.OpeningHours"),
    **_scoped("centers.OpeningException"),
    **_scoped("centers.Room"),
    **_scoped("centers.Photo"),
    **_pages("centers.RoadmapTarget", OVERSIGHT, DISTRICT, add=DISTRICT, delete=DISTRICT),
    **_scoped("centers.TextDraft"),
    **_pages("centers.ChangeRequest", OF_A, OF_A, add=NOBODY, delete=NOBODY, is_recorded=False),
    **_pages("grids.GridUnit", "302 200 404 200 200 200 403", OF_A, add=RECORDS, delete=NOBODY),
    **_scoped("grids.Steward"),
    **_pages("grids.GridAlias", DISTRICT, DISTRICT, add=DISTRICT, delete=DISTRICT, is_recorded=False),
    **_pages("services.ServiceCategory", RECORDS, DISTRICT, add=DISTRICT, delete=DISTRICT),
    **_pages("services.ServiceItem", RECORDS, DISTRICT, add=DISTRICT, delete=NOBODY),
    **_pages("services.UnissuableProof", RECORDS, DISTRICT, add=DISTRICT, delete=NOBODY),
    **_pages("accounts.User", SYSTEM, SYSTEM, add=SYSTEM, delete=NOBODY, is_recorded=False),
    **_pages("accounts.Post", SYSTEM, SYSTEM, add=SYSTEM, delete=SYSTEM, is_recorded=False),
    **_pages("accounts.AuditEntry", AUDITOR, NOBODY, add=NOBODY, delete=NOBODY, is_recorded=False),
    **_pages("axes.AccessAttempt", SYSTEM, NOBODY, add=NOBODY, delete=NOBODY, is_recorded=False),
    **_pages(
        "coverage.CoverageRun",
        OVERSIGHT,
        NOBODY,
        add=NOBODY,
        delete=NOBODY,
        is_recorded=False,
        is_of_street=True,
    ),
    **_pages(
        "exchange.ImportVersion", "302 200 404 404 200 403 403", NOBODY, add=NOBODY, delete=NOBODY, is_recorded=False
    ),
    **_pages("coverage.RoadNetwork", OVERSIGHT, NOBODY, add=NOBODY, delete=NOBODY, is_recorded=False),
    **_pages("coverage.DemandSet", OVERSIGHT, NOBODY, add=NOBODY, delete=NOBODY, is_recorded=False),
    **_pages("coverage.RoadEdit", OVERSIGHT, DISTRICT, add=DISTRICT, delete=DISTRICT),
}
EXCHANGED = {
    "centers_center": RECORDS,
    "centers_room": RECORDS,
    "centers_openinghours": RECORDS,
    "centers_offering": RECORDS,
    "grids_gridunit": "302 200 200 200 200 200 403",
    "grids_steward": RECORDS,
}
EXCHANGE = {
    # Narrowed down to nothing: who may have the file is the question, not what four thousand rows take.
    f"admin:{model}_{page}": row(line, post, query="?q=9999")
    for model, see in EXCHANGED.items()
    for page, line, post in (
        ("download_xlsx", see, see),
        ("download_csv", see, see),
        ("upload", RECORDS, "302 400 400 400 400 403 403"),
    )
}
CENTER = {"of": "centers.Center", "key": "code"}
UNIT = {"of": "grids.GridUnit", "key": "code"}
ITEM = {"of": "services.ServiceItem", "key": "code"}
PUBLIC = {
    "home": row(EVERYONE, NOT_SO),
    "search": row(EVERYONE, NOT_SO),
    "about": row(EVERYONE, NOT_SO),
    "elder-mode": row(NOT_SO, "302 302 302 302 302 302 302"),
    "healthz": row(EVERYONE, NOT_SO),
    "readyz": row(EVERYONE, NOT_SO),
    "services": row(EVERYONE, NOT_SO),
    "service": row(EVERYONE, NOT_SO, **ITEM),
    "centers": row(EVERYONE, NOT_SO),
    "center": row(EVERYONE, NOT_SO, **CENTER),
    "center-correct": row(EVERYONE, "400 400 400 400 400 400 400", **CENTER),
    "center-corrected": row(EVERYONE, NOT_SO, **CENTER),
    "center-poster": row(EVERYONE, NOT_SO, **CENTER),
    "center-qr-svg": row(EVERYONE, NOT_SO, **CENTER),
    "center-qr-png": row(EVERYONE, NOT_SO, **CENTER),
    "service-poster": row(EVERYONE, NOT_SO, **ITEM),
    "service-qr-svg": row(EVERYONE, NOT_SO, **ITEM),
    "service-qr-png": row(EVERYONE, NOT_SO, **ITEM),
    "grid-unit-poster": row(EVERYONE, NOT_SO, **UNIT),
    "grid-unit-qr-svg": row(EVERYONE, NOT_SO, **UNIT),
    "grid-unit-qr-png": row(EVERYONE, NOT_SO, **UNIT),
    "map-base": row(EVERYONE, NOT_SO),
    "where-am-i": row(EVERYONE, NOT_SO),
    "grid-unit": row(EVERYONE, NOT_SO, **UNIT),
    "api": row(EVERYONE, NOT_SO),
    "api-centers": row(EVERYONE, NOT_SO),
    "api-center": row(EVERYONE, NOT_SO, **CENTER),
    "api-services": row(EVERYONE, NOT_SO),
    "api-service": row(EVERYONE, NOT_SO, **ITEM),
    "api-categories": row(EVERYONE, NOT_SO),
    "api-grid-units": row(EVERYONE, NOT_SO),
    "api-grid-unit": row(EVERYONE, NOT_SO, **UNIT),
    "api-search": row(EVERYONE, NOT_SO),
    "api-coverage-summary": row(EVERYONE, NOT_SO),
    "api-coverage-nearest": row(EVERYONE, NOT_SO, query="?lat=21.857&lon=111.961"),
    "api-coverage-isochrone": row(EVERYONE, NOT_SO, query="?lat=21.857&lon=111.961"),
    "coverage": row(EVERYONE, NOT_SO),
    "api-schema": row(EVERYONE, NOT_SO),
    "api-docs": row(EVERYONE, NOT_SO),
}
ONE_CENTER = {"of": "centers.Center"}
ONE_VERSION = {"of": "exchange.ImportVersion", "refused_this": ("community_a", "district")}
POSTED = "302 405 405 405 405 403 403"  # only the other method does something
OTHER = "302 405 405 405 405 405 405"  # the same, said before anybody is asked for a right
BACK_OFFICE = {
    "admin:index": row(STAFF, STAFF),
    "admin:base-map": row(STAFF, STAFF),
    "admin:jsi18n": row(STAFF, OTHER),
    "admin:search": row("302 404 404 404 404 404 404", "302 404 404 404 404 404 404"),
    "admin:password_change": row(STAFF, STAFF),
    "admin:password_change_done": row(STAFF, OTHER),
    "admin:second-factor": row(STAFF, STAFF),
    "admin:auth_user_password_change": row(SYSTEM, SYSTEM, of="accounts.User"),
    "admin:save-filter": row("302 405 405 405 405 405 405", "302 404 404 404 404 404 404"),
    "admin:quality": row(RECORDS, OTHER),
    "admin:reminders": row(RECORDS, OTHER),
    "admin:coverage_coveragerun_compare": row(OVERSIGHT, "302 403 403 405 405 403 403"),
    "admin:grids_gridunit_recode": row(
        "302 403 404 200 200 403 403",
        "302 403 404 200 200 403 403",
        of="grids.GridUnit",
        refused_this=("community_a",),
    ),
    "admin:grids_gridunit_code_sheet": row("302 200 404 200 200 200 403", OTHER, of="grids.GridUnit"),
    "admin:accounts_auditentry_check": row("302 403 403 403 403 403 405", "302 403 403 403 403 403 302"),
    "admin:centers_center_position_check": row(OTHER, "302 400 400 400 400 403 403"),
    "admin:centers_center_confirm": row(OTHER, "302 400 404 400 400 403 403", **ONE_CENTER),
    "admin:centers_center_hours": row(OF_A, "302 400 404 400 400 403 403", **ONE_CENTER),
    "admin:centers_center_hours_copy": row(OF_A, "302 400 404 400 400 403 403", **ONE_CENTER),
    "admin:centers_center_services": row(OF_A, OF_A_MOVED, **ONE_CENTER),
    "admin:centers_openingexception_several": row(RECORDS, "302 400 400 400 400 403 403"),
    "admin:centers_offering_matrix": row(RECORDS, OTHER),
    "admin:centers_offering_by_item": row(RECORDS, "302 400 400 400 400 403 403", **ITEM),
    "admin:centers_changerequest_change": row(OF_A, "302 404 404 404 404 403 403", of="centers.ChangeRequest"),
    "admin:centers_photo_preview": row(OF_A, POSTED, of="centers.Photo"),
    "admin:centers_photo_move": row(POSTED, "302 400 404 400 400 403 403", of="centers.Photo"),
    "admin:centers_textdraft_move": row(POSTED, "302 400 404 400 400 403 403", of="centers.TextDraft"),
    "admin:exchange_importversion_change": row(
        "302 200 404 404 200 403 403", "302 405 404 404 405 403 403", **ONE_VERSION
    ),
    "admin:exchange_importversion_apply": row(
        "302 405 404 404 403 403 403", "302 409 404 404 403 403 403", **ONE_VERSION
    ),
    "admin:exchange_importversion_drop": row(
        "302 405 404 404 403 403 403", "302 409 404 404 403 403 403", **ONE_VERSION
    ),
    "admin:exchange_importversion_annotated": row(
        "302 404 404 404 403 403 403", "302 404 404 404 403 403 403", **ONE_VERSION
    ),
    "admin:exchange_importversion_rollback": row(
        "302 200 404 404 200 403 403", "302 409 404 404 409 403 403", **ONE_VERSION
    ),
}
DASHBOARD = {
    "oversight:progress": row(OVERSIGHT, OTHER),
    "oversight:centers": row(OVERSIGHT, OTHER),
    "oversight:corrections": row(OVERSIGHT, OTHER),
    "oversight:residents": row(OVERSIGHT, OTHER),
    "oversight:snapshots": row(OVERSIGHT, "302 403 403 403 400 403 403"),
    "oversight:reports": row(OVERSIGHT, OTHER),
    "oversight:report-print": row(OVERSIGHT, OTHER),
    "oversight:report-xlsx": row(OVERSIGHT, OTHER),
    "oversight:report-docx": row(OVERSIGHT, OTHER),
}
COVERAGE = {
    "admin:coverage_roadedit_streets": row(OVERSIGHT, "302 403 403 405 405 403 403"),
    **{
        f"admin:coverage_{model.lower()}_{page}": line
        for model in ("RoadNetwork", "DemandSet")
        for page, line in {
            "change": row(OVERSIGHT, "302 403 403 405 405 403 403", of=f"coverage.{model}"),
            "upload": row(DISTRICT, "302 403 403 403 400 403 403"),
            # The one in use, before which there was none.
            "activate": row("302 403 403 403 405 403 403", "302 403 403 403 409 403 403", of=f"coverage.{model}"),
            "roll_back": row("302 403 403 403 405 403 403", "302 403 403 403 409 403 403", of=f"coverage.{model}"),
        }.items()
    },
}
TABLE = {**PUBLIC, **MODEL_PAGES, **EXCHANGE, **BACK_OFFICE, **DASHBOARD, **COVERAGE}

# Addresses whose rules have tests of their own, each named.
TESTED_ELSEWHERE = {
    "admin:login": "tests/browser/test_staff.py: everybody may sign in",
    "admin:logout": "changes the session of the client: tests/browser/test_staff.py",
    "admin:autocomplete": "answers by the field that asks: tests/admin/test_scope.py",
    "admin:sign-in-code": "the second step of a sign-in: tests/accounts/signin/test_second_factor.py",
    "admin:delete-filter": "a filter of one's own: tests/admin/test_saved_filters.py",
    "admin:app_list": "the home page's lists of one app: tests/admin/test_desk.py",
    "oversight:tile": "a tile by its name: tests/oversight/test_pages.py",
    "center-photo": "needs a file: tests/centers/test_pages.py",
}
