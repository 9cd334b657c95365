"""The walking network: one version per import, one in use."""

import time

from django.db import models, transaction
from django.utils import timezone

from coverage.engine.edits import BridgeOffNetwork
from coverage.engine.network import Network
from coverage.models.edits import RoadEdit
from coverage.models.versions import NotPossible, Version, VersionQuerySet, take_coverage_turn
from coverage.roads.background import SILENT_FOR, how_far, is_alive
from coverage.roads.storage import coverage_storage, open_network, save_network, sweep_networks, upload_name

DAMAGED = "路网文件不完整，请重新导入道路。"


class RoadNetworkQuerySet(VersionQuerySet):
    @transaction.atomic
    def take_edits(self, day=None) -> bool:
        """Build the network in use anew from its import and the edits in force on `day` (default today), if that
        changes anything; says whether it did.

        :raises NotPossible: when the files of the import are not whole.
        """
        take_coverage_turn()
        network = self.active().first()
        if network is None or not network.take_edits(day):
            return False
        network.save(update_fields=["files_name", "edits_digest", "nodes", "edges", "km", "report"])
        names = self.model.objects.values_list("base_name", "files_name")
        sweep_networks({name for pair in names for name in pair})
        return True


class RoadNetwork(Version):
    """An imported street file. `files_name` names the network that counts: the import with the edits in force."""

    licence = models.CharField("许可", max_length=120, blank=True)
    area = models.CharField("范围", max_length=60, blank=True)
    base_name = models.CharField(max_length=64, blank=True)  # as imported, without edits
    files_name = models.CharField("内容摘要", max_length=64, blank=True)
    edits_digest = models.CharField(max_length=64, blank=True)
    nodes = models.PositiveIntegerField("路口", default=0)
    edges = models.PositiveIntegerField("路段", default=0)
    km = models.FloatField("公里", default=0)
    upload = models.FileField("上传的文件", storage=coverage_storage, upload_to=upload_name, blank=True)
    activates_itself = models.BooleanField("导入后马上启用", default=True)

    objects = RoadNetworkQuerySet.as_manager()

    class Meta(Version.Meta):
        verbose_name = "步行路网"
        verbose_name_plural = "步行路网"

    def figures(self) -> dict:
        return {"nodes": self.nodes, "edges": self.edges, "km": round(self.km, 1)}

    def open(self) -> Network:
        """The network with the edits in force.

        :raises DamagedNetwork: when its files are not whole.
        """
        return open_network(self.files_name)

    def open_base(self) -> Network:
        """The network as imported."""
        return open_network(self.base_name)

    def keep_base(self, network: Network) -> None:
        """Write an imported network. Save the row afterwards."""
        self.base_name = self.files_name = save_network(network)
        self.edits_digest = ""
        self._count(network)

    def take_edits(self, day=None) -> bool:
        """Bring `files_name` to the import with the edits in force; says whether it changed. Save the row afterwards.

        :raises NotPossible: when the files of the import are not whole.
        """
        edits = RoadEdit.objects.in_force(day or timezone.localdate())
        digest = edits.digest()
        if digest == self.edits_digest:
            return False
        try:
            network, idle = edited(self.open_base(), edits)
        except (OSError, ValueError) as error:
            raise NotPossible(DAMAGED) from error
        self.files_name = save_network(network) if edits else self.base_name
        self.edits_digest = digest
        self.report = {**self.report, "idle_edits": idle}
        self._count(network)
        return True

    def prepare_for_use(self) -> None:
        if not self.take_edits():
            try:
                self.open()
            except (OSError, ValueError) as error:
                raise NotPossible(DAMAGED) from error

    def _count(self, network):
        self.nodes, self.edges = len(network.nodes), len(network.lengths)
        self.km = float(network.lengths.sum()) / 1000

    def finish(self, by=None) -> None:
        """The import has come to its end: it waits, or is put to use at once."""
        self.state = self.State.READY
        self.imported_at = timezone.now()
        self.save()
        if self.activates_itself:
            self.activate(by)

    @property
    def progress(self) -> dict | None:
        """What the process that imports says; None when it is not importing, or has died."""
        return how_far(self.pk) if self.state == self.State.IMPORTING else None

    @property
    def is_stuck(self) -> bool:
        """Whether the process that imports it is gone."""
        if self.state != self.State.IMPORTING:
            return False
        return not is_alive(self.pk) and time.time() - self.imported_at.timestamp() > SILENT_FOR

    def forget_upload(self) -> None:
        """Remove the uploaded file from the disk: the network holds what counts."""
        if self.upload:
            self.upload.delete(save=False)


def edited(base: Network, edits) -> tuple[Network, list[int]]:
    """A network with edits in the order of their keys, and the keys of footbridges that lead nowhere in it.

    A new import may lack the way that a footbridge began at: that must not keep the import out.
    """
    edits, idle = list(edits), []
    barriers = [edit.lonlat() for edit in edits if edit.kind == RoadEdit.Kind.BARRIER]
    bridges = [edit for edit in edits if edit.kind == RoadEdit.Kind.BRIDGE]
    while barriers or bridges:
        try:
            return base.with_edits(barriers, [edit.lonlat() for edit in bridges]), idle
        except BridgeOffNetwork as error:
            idle.append(bridges.pop(error.number).pk)
    return base, idle
