from django.http import HttpResponse
def docs(request): return HttpResponse("x")
