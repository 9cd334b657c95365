"""Addresses of centres, and of the pages that show centres beside a service or a place."""

from django.urls import path

from centers import views

urlpatterns = [
    path("centers/", views.center_list, name="centers"),
    path("centers/<str:code>/", views.center_detail, name="center"),
    path("centers/<str:code>/correct/", views.center_correct, name="center-correct"),
    path("centers/<str:code>/correct/thanks/", views.center_corrected, name="center-corrected"),
    path("centers/<str:code>/photos/<int:pk>.jpg", views.center_photo, name="center-photo"),
    path("centers/<str:code>/poster/", views.center_poster, name="center-poster"),
    path("centers/<str:code>/qr.svg", views.center_code, {"kind": "svg"}, name="center-qr-svg"),
    path("centers/<str:code>/qr.png", views.center_code, {"kind": "png"}, name="center-qr-png"),
    path("map-base.json", views.map_base, name="map-base"),
    path("services/<str:code>/", views.service_detail, name="service"),
    path("grids/", views.where_am_i, name="where-am-i"),
    path("grids/<str:code>/", views.grid_unit_detail, name="grid-unit"),
]
