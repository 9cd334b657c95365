"""What the first page of the back office is made of."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and the list behind it (empty where there is none)."""

    label: str
    value: int
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: how often, why or how in a short sentence, and the list of just these."""

    label: str
    count: int
    sentence: str
    url: str
    unit: str = "个"


@dataclass(slots=True)
class Desk:
    """The work of one account, the most urgent first, and what it looks after."""

    tasks: list[Task] = field(default_factory=list)
    samples: list[Task] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    reads_records: bool = False
    sees_oversight: bool = False


def waiting(tasks) -> list[Task]:
    """Those tasks of which there are any."""
    return [task for task in tasks if task.count]


def list_of(model, **query) -> str:
    """The address of a model's list in the back office."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def has_list(model) -> bool:
    """Whether the back office has a list of this model."""
    return admin.site.is_registered(model)
