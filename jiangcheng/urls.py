"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path

from jiangcheng import views

handler500 = "jiangcheng.handlers.server_error"

urlpatterns = [
    path("api/v1/", include("jiangcheng.api")),
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("elder/", views.elder_mode, name="elder-mode"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("services.urls")),
    path("", include("grids.urls")),
    path("", include("centers.urls")),
    path("oversight/", include("oversight.urls")),
    path("", include("coverage.urls")),
    path("admin/", admin.site.urls),
]
