"""The nearest centres for someone about to walk there: a closed door is never the main answer."""

from datetime import datetime
from heapq import nsmallest

from django.db.models import Case, Q, When

from centers.cards import CenterCard, cards
from centers.models import Center
from centers.walking import Method, Walks

# Along the roads another centre may be nearer than along the straight line.
MORE_BY_ROADS = 4


def nearest_open_first(point, when: datetime, count: int, *, walks: Walks) -> list[CenterCard]:
    """At most `count` cards: the nearest open centre, then what lies closer but is not open, then more open ones.

    Without any open centre the nearest ones, which say when they open. Three queries.
    """
    published = Center.objects.published()
    candidates = count * MORE_BY_ROADS if walks.ways else count
    nearest = published.near(point, candidates).values("pk")
    nearest_open = published.open_at(when).near(point, candidates).values("pk")
    wanted = Q(pk__in=nearest) | Q(pk__in=nearest_open)
    if walks.ways:
        wanted |= Q(pk__in=nsmallest(candidates, walks.ways.metres, key=walks.ways.metres.get))
    rows = published.near(point).for_cards().filter(wanted)
    near = cards(rows, when, walks=walks)
    if walks.ways:
        near.sort(key=lambda card: (card.walk.method != Method.NETWORK, card.walk.metres))
    return order_for_walking(near)[:count]


def order_for_walking(near: list[CenterCard]) -> list[CenterCard]:
    """Cards sorted by distance, put in the order in which they help: see `nearest_open_first`.

    Of the closer ones that are not open only the closest comes before the next open one: it may be worth waiting for.
    """
    first = next((card for card in near if card.opening.is_open), None)
    if first is None:
        return near
    closer = near[: near.index(first)]
    farther = near[near.index(first) + 1 :]
    open_farther = [card for card in farther if card.opening.is_open]
    rest = [card for card in farther if not card.opening.is_open]
    return [first, *closer[:1], *open_farther, *closer[1:], *rest]


def open_somewhere(when: datetime, count: int, *, elder: bool = False) -> list[CenterCard]:
    """Cards of centres open now for a visitor whose position is unknown: the district's and the streets' own first."""
    of_all = Q(tier__in=(Center.Tier.DISTRICT, Center.Tier.STREET))
    rows = Center.objects.published().open_at(when).order_by(Case(When(of_all, then=0), default=1), "code")
    return cards(rows.for_cards()[:count], when, elder=elder)
