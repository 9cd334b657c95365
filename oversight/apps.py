from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
    verbose_name = "统筹分析"

    def ready(self):
        from oversight.tiles import load

        load()
