"""How the API explains a mistake."""

from rest_framework.response import Response
from rest_framework.views import exception_handler

from query.params import BadParameter


def explain(exception, context):
    """400 with the parameter's name and the reason for a parameter that does not fit; else REST framework's answer."""
    if isinstance(exception, BadParameter):
        return Response({"parameter": exception.parameter, "detail": exception.reason}, status=400)
    return exception_handler(exception, context)
