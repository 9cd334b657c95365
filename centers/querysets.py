"""Every read of the centres that has a name."""

from datetime import date, datetime, timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from accounts.policy import ScopePolicy
from accounts.recorded import RecordedQuerySet
from centers.hours import DAY_MINUTES
from centers.working_days import day_facts
from query import spatial
from query.codes import subtree_q
from query.dates import holds_q

CENTERS_AT_ONCE = 100
NEVER = date(1900, 1, 1)


class CenterQuerySet(RecordedQuerySet):
    def update(self, **values):
        """A change in bulk (`bulk_update` comes here too) raises the revision as a single one does."""
        return super().update(**{"revision": F("revision") + 1, "modified": timezone.now()} | values)

    update.alters_data = True

    def visible_to(self, user):
        """Centres that this account may see in the back office."""
        return self.filter(ScopePolicy(user).visible_q("unit__code"))

    def editable_by(self, user):
        """Centres that this account may change."""
        return self.filter(ScopePolicy(user).editable_q("unit__code"))

    def published(self):
        """Centres that the public may see: in use, or suspended for a time (and then saying so)."""
        return self.filter(status__in=self.model.PUBLISHED)

    def stale(self, group=None, day=None):
        """Centres of which `group` (default any) was never confirmed, or more than STALE_AFTER_DAYS before `day`."""
        return self.filter(self.model.stale_q(group, day))

    def fresh(self, group=None, day=None):
        """Centres of which `group` (default every one) was confirmed lately enough on `day` (default today)."""
        return self.exclude(self.model.stale_q(group, day))

    def oldest_confirmed_first(self):
        """In the order in which confirming is due: never confirmed at all, then the longest ago."""
        dates = [Coalesce(name, Value(NEVER, models.DateField())) for name in self.model.CONFIRMED_ON_FIELDS]
        return self.alias(oldest_confirmed_on=Least(*dates)).order_by("oldest_confirmed_on", "code")

    @transaction.atomic
    def confirm(self, groups, by, on=None) -> int:
        """Say of every centre that these groups of facts are true as they stand; says how many centres changed.

        In one transaction, with a history entry each. With the services their answered cells are confirmed too.

        :raises ValidationError: for a day that has not come.
        """
        groups = list(groups)
        values = self.model.confirmed_values(groups, by, on)
        reason = f"确认无误：{'、'.join(group.label for group in groups)}"
        keys, changed = list(self.order_by().values_list("pk", flat=True)), 0
        for start in range(0, len(keys), CENTERS_AT_ONCE):
            some = keys[start : start + CENTERS_AT_ONCE]
            changed += self.model.objects.filter(pk__in=some).change(by=by, reason=reason, **values)
            if (confirmed_on := values.get("services_confirmed_on")) is not None:
                answered = apps.get_model("centers", "Offering").objects.answered().filter(center__in=some)
                answered.change(by=by, reason=reason, confirmed_on=confirmed_on)
        return changed

    confirm.alters_data = True

    def under(self, code: str):
        """Centres of the territory unit with this code and of everything below it."""
        return self.filter(subtree_q(code, "unit__code"))

    def offering(self, *item_codes: str):
        """Centres where a resident may come for every one of these items."""
        queryset = self
        for code in item_codes:
            queryset = queryset.filter(Exists(_offered().filter(center=OuterRef("pk"), item__code=code)))
        return queryset

    def offering_category(self, category_code: str):
        """Centres where a resident may come for some item of the category."""
        return self.filter(Exists(_offered().filter(center=OuterRef("pk"), item__category__code=category_code)))

    def near(self, point, count: int | None = None):
        """Nearest first, with `distance_m` (metres, geodesic); with `count` only so many, found by the index."""
        return spatial.nearest(self, point, count=count)

    def measured_from(self, point):
        """Annotate `distance_m` (metres, geodesic); None where the centre's location is unknown."""
        return spatial.measured_from(self, point)

    def within(self, point, metres: float):
        """Centres at most so many metres away, with `distance_m`."""
        return spatial.within(self, point, metres)

    def open_at(self, when: datetime):
        """Centres that are known to be open at `when` (an aware time): the same rules as `hours.state_at`.

        A centre whose hours are unknown or partly unread is not among them.
        """
        local = timezone.localtime(when)
        today, minute = local.date(), local.hour * 60 + local.minute
        open_now = _open_on(today, minute) | _open_on(today - timedelta(days=1), minute + DAY_MINUTES)
        return self.filter(open_now, status="open", hours_leftover="").exclude(hours_source="")

    def with_offering_count(self):
        """Annotate `offering_count`: how many items a resident may come for."""
        counted = (
            _offered().filter(center=OuterRef("pk")).order_by().values("center").annotate(n=Count("pk")).values("n")
        )
        return self.annotate(offering_count=models.functions.Coalesce(models.Subquery(counted), 0))

    def with_hours(self):
        """Bring the opening hours and exceptions along, in two queries whatever the number of centres."""
        return self.prefetch_related("opening_hours", "opening_exceptions")

    def for_cards(self):
        """What a card shows, in three queries whatever the number of centres."""
        return (
            self.select_related("unit__parent")
            .defer("unit__boundary", "unit__parent__boundary")
            .with_offering_count()
            .with_hours()
        )


def _offered():
    offering = apps.get_model("centers", "Offering")
    return offering.objects.filter(status__in=offering.OFFERED)


def _open_on(day, minute) -> Q:
    """Open at `minute` counted from the midnight that begins `day`."""
    facts = day_facts(day)
    exceptions = _deciding("OpeningException", day)
    hours = _applying(_deciding("OpeningHours", day), facts)
    at_minute = Q(opens__lte=minute, closes__gt=minute)
    return Exists(exceptions.filter(at_minute)) | ~Exists(exceptions) & Exists(hours.filter(at_minute))


def _deciding(model_name, day):
    """Rows of the centre in hand that decide on `day`: those whose dates hold it and no narrower dates of another row.

    Ranges of one centre are nested or apart (see `clean()` of the models), so narrower means strictly within.
    """
    rows = apps.get_model("centers", model_name).objects.filter(holds_q(day))
    starts_no_earlier = Q(_first__isnull=True) | Q(first__gte=F("_first"))
    ends_no_later = Q(_last__isnull=True) | Q(last__lte=F("_last"))
    starts_later = Q(_first__isnull=True, first__isnull=False) | Q(first__gt=F("_first"))
    ends_earlier = Q(_last__isnull=True, last__isnull=False) | Q(last__lt=F("_last"))
    narrower = rows.alias(_first=_outer_date("first"), _last=_outer_date("last")).filter(
        starts_no_earlier, ends_no_later, starts_later | ends_earlier, center=OuterRef("center")
    )
    return rows.filter(~Exists(narrower), center=OuterRef("pk"))


def _outer_date(field):
    return ExpressionWrapper(OuterRef(field), output_field=models.DateField())


def _applying(hours, facts):
    """The rows that count on a day: those of its weekday, and on a holiday only those that know no holidays.

    Rows that keep holidays follow the working calendar's weekday (a make-up Saturday is a Monday to them).
    """
    follows = hours.annotate(
        on_working_weekday=F("weekdays").bitand(1 << facts.effective_weekday),
        on_plain_weekday=F("weekdays").bitand(1 << facts.weekday),
    )
    keeps = Q(closed_on_holidays=True, on_working_weekday__gt=0) if not facts.is_holiday else Q(pk__in=[])
    return follows.filter(keeps | Q(closed_on_holidays=False, on_plain_weekday__gt=0))


class PartScope(models.QuerySet):
    """Scoped reads for what belongs to a centre."""

    def visible_to(self, user):
        """Rows of centres that this account may see."""
        return self.filter(ScopePolicy(user).visible_q("center__unit__code"))

    def editable_by(self, user):
        """Rows of centres that this account may change."""
        return self.filter(ScopePolicy(user).editable_q("center__unit__code"))


class OfferingReads(models.QuerySet):
    def offered(self):
        """What a resident may come for."""
        return self.filter(status__in=self.model.OFFERED)

    def missing(self):
        """Cells nobody has answered yet."""
        return self.filter(status=self.model.Status.MISSING)

    def answered(self):
        """Cells with an answer, whatever it is."""
        return self.exclude(status=self.model.Status.MISSING)

    def for_guide(self):
        """Offerings with their item and category, in the catalogue's order."""
        return self.select_related("item__category").order_by("item__category__position", "item__code")


def offerings_prefetch():
    """The offered items of many centres in one query, for exports and records."""
    return Prefetch("offerings", queryset=_offered().select_related("item"), to_attr="offered")
