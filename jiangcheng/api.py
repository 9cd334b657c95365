"""The API's addresses and how it explains a mistake."""

from django.urls import path
from rest_framework.response import Response
from rest_framework.views import exception_handler

from query.params import BadParameter

urlpatterns = []


def explain(exception, context):
    """400 with the parameter's name and the reason for a parameter that does not fit; else REST framework's answer."""
    if isinstance(exception, BadParameter):
        return Response({"parameter": exception.parameter, "detail": exception.reason}, status=400)
    return exception_handler(exception, context)
