"""Addresses of the catalogue that need no centre."""

from django.urls import path

from services import views

urlpatterns = [path("services/", views.service_list, name="services")]
