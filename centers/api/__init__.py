"""The API's centres: views, and the shapes in which it describes them."""

from django.urls import re_path

from centers.api.views import CenterDetail, CenterList

urlpatterns = [
    re_path(r"^centers/?$", CenterList.as_view(), name="api-centers"),
    re_path(r"^centers/(?P<code>[A-Za-z0-9]{1,12})/?$", CenterDetail.as_view(), name="api-center"),
]
