"""The filters of the catalogue's page: for whom, in which way, how soon, and by name. They live in the address."""

from dataclasses import dataclass, fields

from query.params import Params
from search.text import normalise
from services.models import ItemAudience, ItemChannel, ServiceItem, UnissuableProof


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; every part may be absent."""

    audience: str | None = None
    channel: str | None = None
    mode: str | None = None
    search: str | None = None

    @property
    def are_active(self) -> bool:
        """Whether anything narrows the list."""
        return any(getattr(self, field.name) for field in fields(self))

    def apply(self, items) -> list[ServiceItem]:
        """The items of a queryset that fit. Names are compared in memory: the catalogue is read whole anyway."""
        if self.audience:
            items = items.for_audience(self.audience)
        if self.channel:
            items = items.by_channel(self.channel)
        if self.mode:
            items = items.in_mode(self.mode)
        return [item for item in items if self.fits(names_of(item))]

    def fits(self, names: list[str]) -> bool:
        """Whether every word of `search` stands in one of the normalised `names`; True without a search."""
        words = map(normalise, (self.search or "").split())
        return all(any(word in name for name in names) for word in words)


def read_filters(params: Params) -> Filters:
    """The filters that the parameters ask for.

    :raises BadParameter: for a value that does not fit.
    """
    return Filters(
        audience=params.choice("audience", ItemAudience.Group.values),
        channel=params.choice("channel", ItemChannel.Channel.values),
        mode=params.choice("mode", ServiceItem.Mode.values),
        search=params.text("search"),
    )


def names_of(item: ServiceItem) -> list[str]:
    """Every name under which people look for an item, normalised, each once."""
    return _normalised(item.name, item.short_name, *item.aliases)


def names_of_proof(proof: UnissuableProof) -> list[str]:
    """Every name under which people look for a proof, normalised, each once."""
    return _normalised(proof.name, *proof.keywords)


def _normalised(*names):
    return list(dict.fromkeys(filter(None, map(normalise, names))))
