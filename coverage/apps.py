from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"
    verbose_name = "服务圈"

    def ready(self):
        from centers.walking import register_router
        from coverage.routing import ways_from

        register_router(ways_from)
