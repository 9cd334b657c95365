"""Every kind of public page, with an address that shows it."""

from dataclasses import dataclass
from urllib.parse import quote

import pytest

HERE = (21.857, 111.961)
AT_HERE = "lat=21.857&lon=111.961"
WIDTHS = (390, 1280)
# A list of one centre, so that its mark stands alone on the map.
ALONE = f"/centers/?community=441702002015&{AT_HERE}"


@dataclass(frozen=True)
class PublicPage:
    """A kind of page by name, an address of that kind, how it answers, and whether it takes what a resident sends."""

    name: str
    path: str
    status: int = 200
    is_form: bool = False


PAGES = (
    PublicPage("home", "/"),
    PublicPage("home with a position", f"/?{AT_HERE}"),
    PublicPage("home from far away", "/?lat=39.9&lon=116.4"),
    PublicPage("centres", "/centers/"),
    PublicPage("centres filtered", f"/centers/?service=C05&street=441702001&{AT_HERE}"),
    PublicPage("centres open now", "/centers/?open_now=1&near=441702001001"),
    PublicPage("no centre", f"/centers/?search={quote('登月')}&tier=park"),
    PublicPage("centre", "/centers/JC070/"),
    PublicPage("centre with a position", f"/centers/JC001/?{AT_HERE}"),
    PublicPage("correction of a centre", "/centers/JC001/correct/", is_form=True),
    PublicPage("correction received", "/centers/JC001/correct/thanks/?covered=1"),
    PublicPage("poster of a centre", "/centers/JC070/poster/"),
    PublicPage("services", "/services/"),
    PublicPage("services filtered", "/services/?audience=elders&mode=joint"),
    PublicPage("services asked for a proof", f"/services/?search={quote('收入证明')}"),
    PublicPage("no service", f"/services/?search={quote('登月')}"),
    PublicPage("guide", "/services/C05/"),
    PublicPage("guide with a position", f"/services/C05/?{AT_HERE}"),
    PublicPage("guide that names another office", "/services/C55/"),
    PublicPage("poster of a guide", "/services/C05/poster/"),
    PublicPage("poster of a guide of another office", "/services/C55/poster/"),
    PublicPage("grids", "/grids/"),
    PublicPage("grid of a position", f"/grids/?{AT_HERE}"),
    PublicPage("district", "/grids/441702/"),
    PublicPage("street", "/grids/441702001/"),
    PublicPage("community", "/grids/441702001001/"),
    PublicPage("village without figures", "/grids/441702106220/"),
    PublicPage("group", "/grids/441702001001001/"),
    PublicPage("cluster", "/grids/441702001001001001001/"),
    PublicPage("poster of a cluster", "/grids/441702001001001001001/poster/"),
    PublicPage("coverage", "/coverage/"),
    PublicPage("coverage with a position", f"/coverage/?{AT_HERE}"),
    PublicPage("coverage of a community", "/coverage/?near=441702002015"),
    PublicPage("coverage from far away", "/coverage/?lat=39.9&lon=116.4"),
    PublicPage("search", "/search/"),
    PublicPage("search with hits", f"/search/?q={quote('社保')}"),
    PublicPage("search for a proof", f"/search/?q={quote('收入证明')}"),
    PublicPage("search for a centre", f"/search/?q={quote('岭东')}"),
    PublicPage("search without a hit", f"/search/?q={quote('量子纠缠')}"),
    PublicPage("about", "/about/"),
    PublicPage("API description", "/api/v1/docs/"),
    PublicPage("not found", "/centers/NONE/", status=404),
    PublicPage("bad parameter", "/centers/?lat=abc&lon=111.961", status=400),
)

each_page = pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.name)
