"""What lies under the points and boundaries that the back office draws: no tile comes from outside."""

import json

from django.http import JsonResponse
from django.views.decorators.cache import cache_control

from centers.outline import district_outline
from grids.models import GridUnit


@cache_control(private=True, max_age=3600)
def base_map(request):
    """The district's outline and the names of its streets and communities as GeoJSON. Staff."""
    named = GridUnit.objects.current().filter(
        level__in=[GridUnit.Level.STREET, GridUnit.Level.COMMUNITY], point__isnull=False
    )
    features = [{"type": "Feature", "properties": {}, "geometry": json.loads(district_outline().geojson)}]
    features += [
        {
            "type": "Feature",
            "properties": {"name": name, "near": level == GridUnit.Level.COMMUNITY},
            "geometry": {"type": "Point", "coordinates": [round(point.x, 5), round(point.y, 5)]},
        }
        for name, level, point in named.values_list("name", "level", "point")
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})
