"""The API's addresses, with and without a slash at the end."""

from django.urls import re_path

from centers.api import urlpatterns as centers
from coverage.api import urlpatterns as coverage
from grids.api import urlpatterns as grids
from jiangcheng.api.docs import docs
from jiangcheng.api.views import Index, NotThere, Schema, Search
from services.api import urlpatterns as services

urlpatterns = [
    re_path(r"^$", Index.as_view(), name="api"),
    *centers,
    *services,
    *grids,
    *coverage,
    re_path(r"^search/?$", Search.as_view(), name="api-search"),
    re_path(r"^schema/?$", Schema.as_view(), name="api-schema"),
    re_path(r"^docs/?$", docs, name="api-docs"),
    re_path(r"", NotThere.as_view()),
]
