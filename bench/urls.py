"""The portal's addresses, the floor (an empty view behind the same middleware), and which worker answers."""

import os

from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    """Nothing but Django."""
    return HttpResponse("ok", content_type="text/plain")


def worker(request):
    """The process that answers."""
    return HttpResponse(str(os.getpid()), content_type="text/plain")


urlpatterns = [path("empty/", empty), path("worker/", worker), path("", include("jiangcheng.urls"))]
