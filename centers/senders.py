"""Who sends the forms of the public pages, known by a keyed hash for as long as a limit needs it."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

HOUR = timedelta(hours=1)


def senders_of(request, when: datetime) -> list[str]:
    """The hashes that the sender of this request has now and had an hour before (another one before midnight).

    Keyed with SECRET_KEY and the day: nobody without the key gets from the hash to the address, and two days of the
    same address cannot be told to be one.
    """
    days = dict.fromkeys(timezone.localdate(moment) for moment in (when, when - HOUR))
    address = request.META.get("REMOTE_ADDR", "")
    return [salted_hmac(f"centers.senders.{day}", address, algorithm="sha256").hexdigest() for day in days]
