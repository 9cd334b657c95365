"""What the back office has registered."""

from django.contrib import admin
from django.urls import reverse

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# What people who work on a place's records never see.
SUPERUSERS_ONLY = {
    "accounts.AuditEntry",
    "accounts.User",
    "accounts.Post",
    "axes.AccessAttempt",
    "centers.RoadmapTarget",
    "coverage.CoverageRun",
    "coverage.DemandSet",
    "coverage.RoadEdit",
    "coverage.RoadNetwork",
    "grids.GridAlias",
}
# Rows that nobody makes by hand.
NEVER_ADDED = {
    "accounts.AuditEntry",
    "axes.AccessAttempt",
    "centers.ChangeRequest",
    "centers.Offering",
    "coverage.DemandSet",
    "coverage.RoadNetwork",
    "exchange.ImportVersion",
}


def address(model, page, *args):
    """The address of a page of a model: `changelist`, `add`, `change`, `delete`, `history`."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rows_of(model, user, rf):
    """The rows of a model that the back office shows this account."""
    request = rf.get("/")
    request.user = user
    return admin.site._registry[model].get_queryset(request)
