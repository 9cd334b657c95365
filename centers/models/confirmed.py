"""When somebody last vouched for what is said of a centre, and who: by groups of facts."""

from django.conf import settings
from django.db import models


class FactGroup(models.TextChoices):
    """What is confirmed together. A group's columns are `<group>_confirmed_on` and `<group>_confirmed_by`."""

    PLACE = "place", "位置和地址"
    HOURS = "hours", "开放时间"
    SERVICES = "services", "可办事项"
    CONTACTS = "contacts", "联系方式"
    PHOTOS = "photos", "照片和介绍"

    @property
    def on_field(self) -> str:
        """The column with the date."""
        return f"{self.value}_confirmed_on"

    @property
    def by_field(self) -> str:
        """The column with the person."""
        return f"{self.value}_confirmed_by"


def _on(group):
    return models.DateField(f"{group.label}确认日期", null=True, blank=True)


def _by(group):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=f"{group.label}确认人",
    )


class ConfirmedFacts(models.Model):
    """The columns of every group."""

    place_confirmed_on = _on(FactGroup.PLACE)
    place_confirmed_by = _by(FactGroup.PLACE)
    hours_confirmed_on = _on(FactGroup.HOURS)
    hours_confirmed_by = _by(FactGroup.HOURS)
    services_confirmed_on = _on(FactGroup.SERVICES)
    services_confirmed_by = _by(FactGroup.SERVICES)
    contacts_confirmed_on = _on(FactGroup.CONTACTS)
    contacts_confirmed_by = _by(FactGroup.CONTACTS)
    photos_confirmed_on = _on(FactGroup.PHOTOS)
    photos_confirmed_by = _by(FactGroup.PHOTOS)

    class Meta:
        abstract = True
