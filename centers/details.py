"""What the API tells of one centre beyond its record: hours in full, rooms, offerings, photos."""

from datetime import date, datetime, timedelta

from django.urls import reverse

from centers import hours
from centers.models import Center, FactGroup, Offering
from centers.records import Record, records_of
from centers.rows import Row
from centers.schedule import Schedule
from query.answers import members
from query.kept import Kept

DAYS_AHEAD = 7
MOST_DETAILS = 1000

_KEPT = Kept(MOST_DETAILS)


def detail_of(row: Row, when: datetime) -> tuple[Record, bytes] | None:
    """The centre's record, and the further members of its JSON object (each after a comma); None when deleted."""
    today = when.astimezone(hours.SHANGHAI).date()
    version = *row.version, row.items, today
    record, way = next(iter(records_of([row])), (None, b""))
    told = _KEPT.get({row.pk: version}).get(row.pk)
    if record and told is None and (center := Center.objects.filter(pk=row.pk).first()):
        told = members(_detail(center, record.schedule, today))
        _KEPT.put(row.pk, version, told)
    return (record, b"%b,%b" % (way, told)) if record and told else None


def _detail(center, schedule, today):
    offerings = Offering.objects.filter(center=center, item__is_active=True).exclude(status=Offering.Status.MISSING)
    return {
        "introduction": center.introduction or None,
        "accessibility_names": center.accessibility_labels(),
        "hours": _hours(center, schedule, today),
        "confirmed": {group.value: _iso(center.confirmed_on(group)) for group in FactGroup},
        "offerings": [_offering(offering) for offering in offerings.for_guide()],
        "rooms": [_room(room) for room in center.rooms.all()],
        "photos": [_photo(center, photo) for photo in center.photos.published()],
    }


def _hours(center, schedule: Schedule, today: date):
    """The hours as they were given and as they are understood; days only when nothing of them is unread."""
    known = center.hours_are_known
    return {
        "known": known,
        "text": center.hours_text or None,
        "not_understood": center.hours_leftover or None,
        "weekly": [_span(period, span) for period in schedule.periods for span in period.spans],
        "exceptions": [_exception(exception) for exception in schedule.exceptions],
        "days": [_day(day) for day in (schedule.days(today, today + timedelta(days=DAYS_AHEAD - 1)) if known else [])],
    }


def _span(period, span):
    return {
        "first": period.first and period.first.isoformat(),
        "last": period.last and period.last.isoformat(),
        "weekdays": [number + 1 for number in range(7) if span.weekdays & 1 << number],
        "closed_on_holidays": period.closed_on_holidays,
        **_times(span.opens, span.closes),
    }


def _exception(exception):
    return {
        "first": exception.first.isoformat(),
        "last": exception.last.isoformat(),
        "note": exception.note or None,
        "spans": [_times(*span) for span in exception.spans],
    }


def _day(day):
    return {
        "date": day.date.isoformat(),
        "kind": day.kind,
        "note": day.note or None,
        "calendar_known": day.calendar_known,
        "text": hours.format_spans(day.spans),
        "spans": [_times(*span) for span in day.spans],
    }


def _times(opens, closes):
    """A span in clock times; one that ends after midnight says so."""
    next_day = closes > hours.DAY_MINUTES
    return {
        "opens": _clock(opens),
        "closes": _clock(closes % 1440 if next_day else closes),
        "closes_next_day": next_day,
    }


def _clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _offering(offering):
    return {
        "code": offering.item.code,
        "name": offering.item.name,
        "status": offering.status,
        "status_name": offering.get_status_display(),
        "note": offering.note or None,
        "confirmed_on": offering.confirmed_on and offering.confirmed_on.isoformat(),
        "source": offering.source,
        "url": offering.item.get_absolute_url(),
    }


def _iso(day: date | None) -> str | None:
    return day and day.isoformat()


def _room(room):
    return {
        "kind": room.kind,
        "kind_name": room.get_kind_display(),
        "name": room.name or None,
        "floor": room.floor or None,
        "area_m2": room.area_m2,
        "seats": room.seats,
        "source": room.source,
    }


def _photo(center, photo):
    return {
        # The portal's own address, which ends when the photo is withdrawn.
        "url": reverse("center-photo", args=[center.code, photo.pk]),
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption,
        "source": photo.source,
    }
