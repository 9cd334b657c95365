"""What lies under the centres on the portal's own map."""

import json
from functools import lru_cache

from django.conf import settings
from django.http import JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from centers.outline import district_outline
from grids.models import GridUnit

HOUR_S = 60 * 60
# Degrees: about 50 m, less than a pixel on a map of the whole district.
TOLERANCE = 0.0005


@require_safe
@cache_control(public=True, max_age=HOUR_S)
def map_base(request):
    """The district's outline, the names of streets and towns at their points, the key of the tiles if any. Anyone."""
    streets = GridUnit.objects.current().without_shapes().at_level(GridUnit.Level.STREET).filter(point__isnull=False)
    return JsonResponse(
        {
            "outline": _outline(),
            "tianditu_key": settings.TIANDITU_KEY,
            "streets": [
                {"code": unit.code, "name": unit.name, "lon": round(unit.point.x, 5), "lat": round(unit.point.y, 5)}
                for unit in streets
            ],
        }
    )


@lru_cache(maxsize=1)
def _outline():
    geometry = json.loads(district_outline().simplify(TOLERANCE, preserve_topology=True).json)
    return geometry | {"coordinates": _rounded(geometry["coordinates"])}


def _rounded(coordinates):
    if isinstance(coordinates, float):
        return round(coordinates, 4)
    return [_rounded(part) for part in coordinates]
