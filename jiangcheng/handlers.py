"""What a visitor sees when the portal itself has failed."""

from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def server_error(request):
    """500 in the look of every other page, 长者模式 included. It asks the database nothing."""
    return render(request, "500.html", status=500)
