"""The catalogue as a page shows it: kinds, their groups, their items; and what each way of doing things means."""

from dataclasses import dataclass
from itertools import groupby

from services.filters import names_of, names_of_proof
from services.models import ItemChannel, ServiceCategory, ServiceItem, UnissuableProof

WAYS = {
    ItemChannel.Channel.WINDOW: "到能办的中心，在服务窗口当面办。",
    ItemChannel.Channel.APPOINTMENT: "先打电话约好时间，再去办。",
    ItemChannel.Channel.HOME: "走不动、出不了门的，打电话请工作人员上门。",
    ItemChannel.Channel.WECHAT: "在微信上把材料交给社区工作人员，由他们代办。",
    ItemChannel.Channel.SELF: "在自助机或手机上自己办，不会用就请工作人员教。",
    ItemChannel.Channel.ONLINE: "在网上办，不用出门。",
}
MODES = {
    ServiceItem.Mode.AT_ONCE: "材料齐的当场办。",
    ServiceItem.Mode.PROMISED: "收下材料，在承诺的时间内办好。",
    ServiceItem.Mode.JOINT: "要几个部门一起办，由社区跟进。",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An item in a list."""

    item: ServiceItem

    @property
    def words(self) -> str:
        """What the instant filter looks through."""
        return " ".join(names_of(self.item))


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A proof in the list of those that a community may not issue."""

    proof: UnissuableProof

    @property
    def words(self) -> str:
        """What the instant filter looks through."""
        return " ".join(names_of_proof(self.proof))


@dataclass(frozen=True, slots=True)
class Group:
    """One category with its rows."""

    category: ServiceCategory
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of services with its groups."""

    kind: ServiceCategory.Kind
    groups: list[Group]

    @property
    def count(self) -> int:
        """How many items it shows."""
        return sum(len(group.rows) for group in self.groups)


def sections(items: list[ServiceItem]) -> list[Section]:
    """Items in the catalogue's order, grouped by kind and category; kinds and groups without an item are left out."""
    groups = [
        Group(category, [Row(item) for item in members])
        for category, members in groupby(items, key=lambda item: item.category)
    ]
    return [
        Section(ServiceCategory.Kind(kind), list(members))
        for kind, members in groupby(groups, key=lambda group: group.category.kind)
    ]


def ways(item: ServiceItem) -> list[tuple[str, str]]:
    """The ways in which an item is done, each with one plain sentence."""
    return [(channel.get_channel_display(), WAYS[channel.channel]) for channel in item.channels.all()]
