"""Sample answers to 'what can I do here': by the tier of the centre, so that the pages have something to show.

What the press reports of a centre (its brand, such as 长者饭堂) is among them; all the same every answer is marked
sample, since no centre has confirmed any.
"""

from collections import defaultdict

from centers.models import Center, Offering
from centers.sample.draw import draw
from grids.sources import Source
from services.models import ItemChannel, ServiceItem

Tier = Center.Tier
Status = Offering.Status
# Items of a party-building park: activities, guided tours, films, and booking a pavilion.
PARK_ITEMS = {"P13", "P14", "P15", "P16", "C64"}
# Parts of a centre's name or brand, and the items that they speak of.
REPORTED = {
    "长者饭堂": ("C25", "C26"),
    "托儿所": ("C62",),
    "430课堂": ("C62", "C63"),
    "5G城市": ("C65",),
    "小法庭": ("C59", "C60"),
    "调解": ("C59",),
    "议事团": ("C54", "C64"),
}
PATCH = 500


def answer_offerings() -> int:
    """Answer the cells of centres of which no cell is answered; says how many cells."""
    unanswered = Center.objects.filter(demonstration_no__isnull=False).exclude(
        offerings__in=Offering.objects.exclude(status=Status.MISSING)
    )
    centers = {center.pk: center for center in unanswered.order_by("code")}
    channels = defaultdict(set)
    for item, channel in ItemChannel.objects.values_list("item_id", "channel"):
        channels[item].add(channel)
    items = {item.pk: item for item in ServiceItem.objects.active()}
    cells = defaultdict(list)
    for pk, center, item in Offering.objects.filter(center__in=centers, item__in=items).values_list(
        "pk", "center_id", "item_id"
    ):
        status = _status(centers[center], items[item], channels[item])
        if status != Status.MISSING:
            cells[status].append(pk)
    for status, pks in cells.items():
        for start in range(0, len(pks), PATCH):
            Offering.objects.filter(pk__in=pks[start : start + PATCH]).update(status=status, source=Source.SAMPLE)
    return sum(map(len, cells.values()))


def _status(center: Center, item: ServiceItem, channels: set[str]) -> str:
    only_by_appointment = ItemChannel.Channel.WINDOW not in channels and ItemChannel.Channel.APPOINTMENT in channels
    offered = Status.BY_APPOINTMENT if only_by_appointment else Status.AVAILABLE
    if item.code in _reported(center):
        return offered
    if draw("offers", center.code, item.code) >= _share(center, item, channels):
        return Status.MISSING
    mix = draw("status", center.code, item.code)
    if mix < 0.03:
        return Status.SUSPENDED
    if mix < 0.08:
        return Status.PLANNED
    if mix < 0.20 and ItemChannel.Channel.APPOINTMENT in channels:
        return Status.BY_APPOINTMENT
    return offered


def _reported(center: Center) -> set[str]:
    said = center.name + center.brand
    return {code for words, codes in REPORTED.items() if words in said for code in codes}


def _share(center: Center, item: ServiceItem, channels: set[str]) -> float:
    """How likely a centre of this tier is to answer for the item."""
    is_party = item.code.startswith("P")
    match center.tier:
        case Tier.DISTRICT_COMMITTEE | Tier.DISTRICT | Tier.STREET:
            return 0.97
        case Tier.STATION:
            return 0.9 if ItemChannel.Channel.SELF in channels else 0.08
        case Tier.INDUSTRY | Tier.AGENCY_COMMUNITY | Tier.GRID_GROUP:
            return 0.8 if is_party else 0.06
        case Tier.PARK:
            return 0.95 if item.code in PARK_ITEMS else 0.0
        case _:
            usual = 0.50 + 0.20 * draw("eager", center.code)
            return usual + (0.3 if item.frequency_rank else 0.0)
