"""The portal's addresses and the floor: an empty view behind the same middleware."""

from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    """Nothing but Django."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("empty/", empty), path("", include("jiangcheng.urls"))]
