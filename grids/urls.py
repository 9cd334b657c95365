"""Addresses of the territory that need no centre."""

from django.urls import path

from grids import views

urlpatterns = [
    path("grids/<str:code>/poster/", views.grid_unit_poster, name="grid-unit-poster"),
    path("grids/<str:code>/qr.svg", views.grid_unit_code, {"kind": "svg"}, name="grid-unit-qr-svg"),
    path("grids/<str:code>/qr.png", views.grid_unit_code, {"kind": "png"}, name="grid-unit-qr-png"),
]
