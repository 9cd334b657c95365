"""The residents' page about coverage."""

from django.urls import path

from coverage import views

urlpatterns = [path("coverage/", views.coverage, name="coverage")]
