"""The API's coverage: addresses, and the shapes in which it describes its answers."""

from django.urls import re_path

from coverage.api.views import Isochrone, Nearest, Summary

urlpatterns = [
    re_path(r"^coverage/summary/?$", Summary.as_view(), name="api-coverage-summary"),
    re_path(r"^coverage/isochrone/?$", Isochrone.as_view(), name="api-coverage-isochrone"),
    re_path(r"^coverage/nearest/?$", Nearest.as_view(), name="api-coverage-nearest"),
]
