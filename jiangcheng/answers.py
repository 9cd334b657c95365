"""What a search result shows beyond its name: open or not, the promise. Read in batches."""

from dataclasses import dataclass

from centers.cards import CenterCard, cards
from centers.models import Center
from search.find import Hit
from services.models import ServiceItem

KINDS = {"service": "服务", "center": "中心", "grid_unit": "区划", "proof": "社区不开"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One result with what its kind adds: `card` for a centre, `item` for a service."""

    hit: Hit
    card: CenterCard | None = None
    item: ServiceItem | None = None

    @property
    def kind_label(self) -> str:
        """What it is, in a word."""
        return KINDS[self.hit.kind]


def answers(hits: list[Hit]) -> list[Answer]:
    """The hits in their order, in at most four queries whatever their number. A guess is named and no more."""
    known = [hit for hit in hits if hit.exact]
    shown = _cards([hit.code for hit in known if hit.kind == "center"])
    items = _items([hit.code for hit in known if hit.kind == "service"])
    return [
        Answer(
            hit,
            card=shown.get(hit.code) if hit.kind == "center" else None,
            item=items.get(hit.code) if hit.kind == "service" else None,
        )
        for hit in hits
    ]


def _cards(codes):
    if not codes:
        return {}
    centers = Center.objects.published().filter(code__in=codes).for_cards()
    return {card.center.code: card for card in cards(centers)}


def _items(codes):
    if not codes:
        return {}
    return {item.code: item for item in ServiceItem.objects.active().filter(code__in=codes)}
