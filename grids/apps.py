from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    verbose_name = "区划与网格"

    def ready(self):
        import grids.resources  # noqa: F401  (puts the lists into the Excel exchange)
