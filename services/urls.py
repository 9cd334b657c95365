"""Addresses of the catalogue that need no centre."""

from django.urls import path

from services import views

urlpatterns = [
    path("services/", views.service_list, name="services"),
    path("services/<str:code>/poster/", views.service_poster, name="service-poster"),
    path("services/<str:code>/qr.svg", views.service_code, {"kind": "svg"}, name="service-qr-svg"),
    path("services/<str:code>/qr.png", views.service_code, {"kind": "png"}, name="service-qr-png"),
]
