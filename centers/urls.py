"""Addresses of centres, and of the pages that show centres beside a service or a place."""

from django.urls import path

from centers import views

urlpatterns = [
    path("centers/", views.center_list, name="centers"),
    path("centers/<str:code>/", views.center_detail, name="center"),
    path("services/<str:code>/", views.service_detail, name="service"),
    path("grids/", views.where_am_i, name="where-am-i"),
    path("grids/<str:code>/", views.grid_unit_detail, name="grid-unit"),
]
