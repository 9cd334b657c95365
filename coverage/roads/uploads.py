"""Street files handed in through the back office: kept privately, imported by a process of their own."""

import hashlib
from pathlib import Path

from django.utils import timezone

from coverage.models import RoadNetwork
from coverage.models.versions import NotPossible, name_of
from coverage.roads.background import start_import
from coverage.roads.guarding import MB, kind_of, refuse_dangerous
from coverage.roads.importing import Declared, fill, inputs_digest
from coverage.roads.problems import RoadsRefused
from exchange.models import plain_name

LARGEST_UPLOAD = 400 * MB
BROKEN_OFF = "导入中断了，现在的路网不变。请再试一次；还不行，请用更小的文件。"


def begin_upload(upload, declared: Declared, by, *, activate: bool) -> RoadNetwork:
    """Keep an uploaded file and start its import; answers at once.

    :raises RoadsRefused: when the file is not even worth reading.
    :raises NotPossible: when another import is running, or the same file was imported before.
    """
    kind = kind_of(upload.name)
    if upload.size > LARGEST_UPLOAD:
        raise RoadsRefused(f"文件太大，网页上传最多 {LARGEST_UPLOAD // MB} MB。更大的请用命令 import_roads。")
    give_up_stuck()
    if RoadNetwork.objects.filter(state=RoadNetwork.State.IMPORTING).exists():
        raise NotPossible("有一个文件正在导入，请等它导入完。")
    file_digest = hashlib.sha256()
    for chunk in upload.chunks():
        file_digest.update(chunk)
    digest = inputs_digest(file_digest.hexdigest(), kind, declared)
    if known := RoadNetwork.objects.same_as(digest).first():
        raise NotPossible(f"这个文件已经导入过，就是{known}（{known.get_state_display()}）。没有新版本。")
    network = RoadNetwork(
        file_name=plain_name(upload.name),
        size=upload.size,
        file_digest=file_digest.hexdigest(),
        crs=declared.crs or "WGS-84",
        source=declared.source,
        licence=declared.licence,
        data_date=declared.data_date,
        by=by,
        by_name=name_of(by),
        activates_itself=activate,
        imported_at=timezone.now(),
        # Whether the person has declared a system must outlive the request.
        report={"declared": {"crs": declared.crs}},
    )
    network.upload.save(f"upload.{kind}", upload, save=False)
    try:
        refuse_dangerous(_path(network), kind)
    except RoadsRefused:
        network.forget_upload()
        raise
    network.save()
    start_import(network.pk)
    return network


def import_upload(network: RoadNetwork, progress=None) -> None:
    """Read a kept file into its version; what goes wrong is kept with the version.

    :raises RoadsRefused: when nothing was taken of it.
    """
    path, kind = _path(network), network.upload.name.rsplit(".", 1)[-1]
    declared = Declared(crs=network.report.get("declared", {}).get("crs", ""))
    try:
        refuse_dangerous(path, kind)
        digest = inputs_digest(network.file_digest, kind, declared)
        fill(network, path, kind, declared, digest, by=network.by, progress=progress)
    except RoadsRefused as error:
        network.refresh_from_db()
        network.fail(str(error))
        raise
    except BaseException:
        network.refresh_from_db()
        network.fail(BROKEN_OFF)
        raise
    finally:
        network.forget_upload()
        RoadNetwork.objects.filter(pk=network.pk).update(upload="")


def give_up_stuck() -> None:
    """Imports whose process has died are failed ones."""
    for network in RoadNetwork.objects.filter(state=RoadNetwork.State.IMPORTING):
        if network.is_stuck:
            network.forget_upload()
            network.fail(BROKEN_OFF)
            RoadNetwork.objects.filter(pk=network.pk).update(upload="")


def _path(network):
    return Path(network.upload.path)
