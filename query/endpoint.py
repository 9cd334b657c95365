"""The view under every address of the API: read-only, for everyone, JSON whatever else is asked for."""

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.views import APIView

from query.answers import answer, dump
from query.params import Params

READING = ("GET", "HEAD")


class Endpoint(APIView):
    """Reads the parameters, calls `get(request, params, **kwargs)`, and explains what went wrong.

    REST framework describes it (drf-spectacular) and words its errors, but its round of negotiating, authenticating
    and rendering is left out: it costs as much as the answer, and a read-only API for everyone has no use for it.
    """

    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        """The answer of `get`; whatever it raises is worded by the project's exception handler."""
        self.request, self.args, self.kwargs = request, args, kwargs
        try:
            if request.method not in READING:
                raise MethodNotAllowed(request.method)
            return self.get(request, Params(request.GET), **kwargs)
        except Exception as exception:
            refusal = self.get_exception_handler()(exception, self.get_exception_handler_context())
            if refusal is None:
                raise
            response = answer(request, dump(refusal.data), status=refusal.status_code)
            if request.method not in READING:
                response.headers["Allow"] = ", ".join(READING)
            return response
