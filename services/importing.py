"""The catalogue in the database follows its files, all or nothing."""

from dataclasses import dataclass, field

from django.db import transaction

from accounts.recorded import delete_recorded, keep_what_stands, update_recorded
from search import index
from services.catalogue_file import Catalogue, read_catalogue
from services.indexing import index_items, index_proofs
from services.models import ItemAudience, ItemChannel, ServiceCategory, ServiceItem, UnissuableProof

ITEM_FIELDS = [
    field.name for field in ServiceItem._meta.concrete_fields if field.name not in {"id", "code", "category"}
]
CATEGORY_FIELDS = ["kind", "name", "position"]
REASON = "导入服务目录"
PROOF_FIELDS = ["name", "keywords", "where_to_go", "why", "source"]


@dataclass
class CatalogueReport:
    """What an import did; every entry is a line of Chinese."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def import_catalogue(path) -> CatalogueReport:
    """Bring categories, items, their channels and groups, and the proofs to the state of the files.

    An item that the file no longer holds is kept but no longer done; a proof that it no longer holds is deleted.

    :raises FileRefused: with every problem of the files.
    """
    catalogue = read_catalogue(path)
    report = CatalogueReport()
    categories, renamed = _follow_categories(catalogue)
    _follow_items(catalogue, categories, renamed, report)
    _follow_proofs(catalogue, report)
    return report


def _follow_categories(catalogue: Catalogue):
    """All categories by code, and the codes of those whose name changed."""
    standing = {category.code: category for category in ServiceCategory.objects.all()}
    added = [category for code, category in catalogue.categories.items() if code not in standing]
    ServiceCategory.objects.bulk_create(added)
    changed, renamed = [], set()
    for code, category in catalogue.categories.items():
        if code in standing and (differing := _take(standing[code], category, CATEGORY_FIELDS)):
            changed.append(standing[code])
            renamed |= {code} if "name" in differing else set()
    update_recorded(changed, CATEGORY_FIELDS, reason=REASON)
    return standing | {category.code: category for category in added}, renamed


def _take(record, wanted, names) -> list[str]:
    """Give `record` the fields of `wanted`; the names of those that differed."""
    differing = [name for name in names if getattr(record, name) != getattr(wanted, name)]
    for name in differing:
        setattr(record, name, getattr(wanted, name))
    return differing


def _follow_items(catalogue, categories, renamed, report):
    standing = {
        item.code: item
        for item in ServiceItem.objects.select_related("category").prefetch_related("channels", "audiences")
    }
    added, changed, rewritten = [], [], []
    for code, line in catalogue.lines.items():
        line.item.category = categories[line.category_code]
        if code not in standing:
            added.append(line.item)
            rewritten.append((line.item, line))
            report.added.append(f"{code} {line.item}")
            continue
        item = standing[code]
        differences = [
            f"{ServiceItem._meta.get_field(name).verbose_name}“{getattr(item, name)}”→“{getattr(line.item, name)}”"
            for name in ["category", *ITEM_FIELDS]
            if getattr(item, name) != getattr(line.item, name)
        ]
        _take(item, line.item, ["category", *ITEM_FIELDS])
        hanging = _differences_of_rows(item, line)
        if hanging:
            rewritten.append((item, line))
        if differences or hanging:
            changed.append(item)
            report.changed.append(f"{code} {item}：{'；'.join(differences + hanging)}")
        else:
            report.unchanged += 1
    retired = [item for code, item in standing.items() if code not in catalogue.lines and item.is_active]
    for item in retired:
        item.is_active, item.frequency_rank = False, None
        report.retired.append(f"{item.code} {item}")
    _write_items(added, changed + retired)
    _write_rows(rewritten)
    touched = {item.pk for item in [*added, *changed, *retired]}
    touched |= {item.pk for item in standing.values() if item.category.code in renamed}
    index_items(ServiceItem.objects.filter(pk__in=touched).select_related("category"))


def _differences_of_rows(item, line):
    channels = [row.channel for row in item.channels.all()]
    groups = {row.group for row in item.audiences.all()}
    differences = []
    if channels != line.channels:
        differences.append("办理方式")
    if groups != set(line.groups):
        differences.append("服务人群")
    return differences


def _write_items(added, changed):
    keep_what_stands(ServiceItem, [item.pk for item in changed])
    # Ranks are unique and may be swapped: those about to be given are freed first.
    ranks = [item.frequency_rank for item in [*added, *changed] if item.frequency_rank]
    ServiceItem.objects.filter(frequency_rank__in=ranks).update(frequency_rank=None)
    ServiceItem.objects.bulk_create(added)
    update_recorded(changed, ["category", *ITEM_FIELDS], reason=REASON, is_kept=True)


def _write_rows(rewritten):
    """Channels in the file's order, and groups, of these items anew."""
    items = [item for item, line in rewritten]
    ItemChannel.objects.filter(item__in=items).delete()
    ItemAudience.objects.filter(item__in=items).delete()
    ItemChannel.objects.bulk_create(
        ItemChannel(item=item, channel=channel, position=position)
        for item, line in rewritten
        for position, channel in enumerate(line.channels, 1)
    )
    ItemAudience.objects.bulk_create(
        ItemAudience(item=item, group=group) for item, line in rewritten for group in line.groups
    )


def _follow_proofs(catalogue, report):
    standing = {proof.number: proof for proof in UnissuableProof.objects.all()}
    added = [proof for number, proof in catalogue.proofs.items() if number not in standing]
    changed = [
        standing[number]
        for number, proof in catalogue.proofs.items()
        if number in standing and _take(standing[number], proof, PROOF_FIELDS)
    ]
    gone = [proof for number, proof in standing.items() if number not in catalogue.proofs]
    UnissuableProof.objects.bulk_create(added)
    update_recorded(changed, PROOF_FIELDS, reason=REASON)
    index.drop("proof", [proof.code for proof in gone])
    delete_recorded(gone, reason=REASON)
    index_proofs(added + changed)
    report.added += [f"证明{proof.number} {proof}" for proof in added]
    report.changed += [f"证明{proof.number} {proof}" for proof in changed]
    report.retired += [f"证明{proof.number} {proof}" for proof in gone]
    report.unchanged += len(standing) - len(changed) - len(gone)
