from django.apps import AppConfig


class CentersConfig(AppConfig):
    name = "centers"
    verbose_name = "党群服务中心"

    def ready(self):
        import centers.resources  # noqa: F401  (puts the lists into the Excel exchange)
