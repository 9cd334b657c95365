"""The map of the back office's forms."""

from django.contrib.gis.gdal import GDALException
from leaflet.admin import LeafletAdminWidget


class MapWidget(LeafletAdminWidget):
    """Leaflet's map. What is no geometry comes back as an empty map with the field's error, not as a broken page."""

    def deserialize(self, value):
        try:
            return super().deserialize(value)
        except GDALException:
            return None
