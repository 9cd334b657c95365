"""When somebody last vouched for what is said of a centre, and who: by groups of facts."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

# Two readings of one point on a map differ by less.
SAME_POINT_DEG = 1e-6


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

    @property
    def fields(self) -> tuple[str, ...]:
        """The centre's own fields that belong to the group. Whoever changes one vouches for the group."""
        return _FIELDS[self]

    @classmethod
    def of_part(cls, model) -> "FactGroup | None":
        """The group that rows of this model belong to: hours, answers, photos.

        Rooms belong to none, nor does a dated exception: who closes for 春节 has not looked at the ordinary week.
        """
        return _PARTS.get(model._meta.model_name)


_FIELDS = {
    FactGroup.PLACE: ("unit_id", "address", "location", "location_source"),
    FactGroup.HOURS: ("hours_text", "hours_leftover", "hours_source"),
    FactGroup.SERVICES: (),
    FactGroup.CONTACTS: ("telephone",),
    FactGroup.PHOTOS: ("introduction", "brand"),
}
_PARTS = {
    "openinghours": FactGroup.HOURS,
    "offering": FactGroup.SERVICES,
    "photo": FactGroup.PHOTOS,
}


def last_fresh_day(day: date | None = None) -> date:
    """The earliest date of confirmation that still counts on `day` (default today)."""
    return (day or timezone.localdate()) - timedelta(days=settings.STALE_AFTER_DAYS)


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

    CONFIRMED_ON_FIELDS = tuple(group.on_field for group in FactGroup)

    class Meta:
        abstract = True

    @staticmethod
    def stale_q(group: FactGroup | None = None, day: date | None = None) -> Q:
        """Centres of which `group` (default any) was never confirmed, or too long before `day` (default today)."""
        first, condition = last_fresh_day(day), Q(pk__in=[])
        for name in [group.on_field] if group else ConfirmedFacts.CONFIRMED_ON_FIELDS:
            condition |= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": first})
        return condition

    @staticmethod
    def confirmed_values(groups: Iterable[FactGroup], by, on: date | None = None) -> dict:
        """What stands in the columns of these groups once `by` has vouched for them `on` (default today).

        :raises ValidationError: for a day that has not come.
        """
        today = timezone.localdate()
        on = on or today
        if on > today:
            raise ValidationError("确认日期不能晚于今天。")
        values = {}
        for group in groups:
            values |= {group.on_field: on, f"{group.by_field}_id": by and by.pk}
        return values

    def confirmed_on(self, group: FactGroup) -> date | None:
        """When somebody last vouched for the group."""
        return getattr(self, group.on_field)

    def is_stale(self, group: FactGroup, day: date | None = None) -> bool:
        """Whether nobody has vouched for the group, or too long before `day` (default today)."""
        confirmed_on = self.confirmed_on(group)
        return confirmed_on is None or confirmed_on < last_fresh_day(day)

    def stale_groups(self, day: date | None = None) -> list[FactGroup]:
        """The groups that want confirming, in their usual order."""
        return [group for group in FactGroup if self.is_stale(group, day)]

    def changed_groups(self, before: "ConfirmedFacts") -> list[FactGroup]:
        """The groups of which a field of the centre's own differs from what it was `before`."""
        return [group for group in FactGroup if any(_differ(self, before, name) for name in group.fields)]

    @staticmethod
    def unconfirmed_values(groups: Iterable[FactGroup]) -> dict:
        """What stands in the columns of these groups while nobody has vouched for them."""
        return {name: None for group in groups for name in (group.on_field, f"{group.by_field}_id")}

    def vouch(self, groups: Iterable[FactGroup], by, on: date | None = None) -> list[str]:
        """Set the columns of these groups without saving; answers their names.

        :raises ValidationError: for a day that has not come.
        """
        values = self.confirmed_values(groups, by, on)
        for name, value in values.items():
            setattr(self, name, value)
        return list(values)

    def vouch_and_save(self, groups: Iterable[FactGroup], by, on: date | None = None) -> None:
        """A fact of these groups was changed: they count as confirmed by the same person. No other answer does."""
        groups = list(groups)
        wanted = self.confirmed_values(groups, by, on)
        if any(getattr(self, name) != value for name, value in wanted.items()):
            self.save(update_fields=self.vouch(groups, by, on))

    def confirm(self, groups: Iterable[FactGroup], by, on: date | None = None, *, seen: int | None = None) -> bool:
        """Say that these groups are true as they stand: in one transaction, with one entry in the history.

        With the services, every answered cell of the centre is confirmed too.

        :param by: the account that vouches.
        :param on: default today.
        :param seen: the revision that the person has read; nothing is confirmed, and False answered, for another one.
        :raises ValidationError: for a day that has not come.
        """
        groups, me = list(groups), type(self).objects.filter(pk=self.pk)
        with transaction.atomic():
            if seen is not None and me.select_for_update().values_list("revision", flat=True).first() != seen:
                return False
            me.confirm(groups, by, on)
        names = [name for group in groups for name in (group.on_field, group.by_field)]
        self.refresh_from_db(fields=[*names, "revision", "modified"])
        return True


def _differ(after, before, name) -> bool:
    new, old = getattr(after, name), getattr(before, name)
    if name == "location" and new and old:
        return not new.equals_exact(old, SAME_POINT_DEG)
    return new != old
