from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"
    verbose_name = "服务圈"

    def ready(self):
        from centers.register.doubts import register_judge
        from centers.walking import register_router
        from coverage.doubts import doubts_about
        from coverage.routing import ways_from

        register_router(ways_from)
        register_judge(doubts_about)
