"""What the catalogue's four files must be, and the records that they describe.

Beside the catalogue itself lie `catalogue_guide.csv` (everyday words, steps), `proofs_not_issued.csv` (the rule) and
`proofs_guidance.csv` (where to go instead).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from query.tables import FileRefused, read_csv
from services.models import ItemAudience, ItemChannel, ServiceCategory, ServiceItem, UnissuableProof
from services.wording import documents, plain, words

ITEM_COLUMNS = (
    *("code", "kind", "category_code", "category", "name", "channels", "audience", "documents"),
    *("legal_or_source_time", "proposed_promise", "mode", "status", "source_names", "sourced_part"),
)
GUIDE_COLUMNS = ("code", "short_name", "aliases", "audience_groups", "high_frequency", "steps", "seek_first")
PROOF_COLUMNS = ("no", "proof", "source")
GUIDANCE_COLUMNS = ("no", "proof", "keywords", "where_to_go", "why")
CODE = {"party": re.compile(r"P\d{2,3}"), "convenience": re.compile(r"C\d{2,3}")}

CHANNELS = {label: value for value, label in ItemChannel.Channel.choices}
GROUPS = {label: value for value, label in ItemAudience.Group.choices}
MODES = {label: value for value, label in ServiceItem.Mode.choices}


@dataclass
class Line:
    """One item of the files with what hangs on it; nothing is saved."""

    item: ServiceItem
    category_code: str
    channels: list[str]
    groups: list[str]


@dataclass
class Catalogue:
    """The files as unsaved records, by code or number."""

    categories: dict[str, ServiceCategory] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    proofs: dict[int, UnissuableProof] = field(default_factory=dict)


class _Row(dict):
    """A row that remembers where it stands and what is wrong with it."""

    def __init__(self, file, number, cells, problems):
        super().__init__(cells)
        self.place = f"{file} 第{number}行 {cells.get('code') or cells.get('no') or ''}"
        self.problems = problems

    def refuse(self, reason):
        self.problems.append(f"{self.place}：{reason}")

    def among(self, column, allowed):
        """The values that stand for a cell's words; unknown words are refused."""
        for word in words(self[column]):
            if word not in allowed:
                self.refuse(f"{column} 里不认识“{word}”，可用：{'、'.join(allowed)}")
        return [allowed[word] for word in words(self[column]) if word in allowed]

    def check(self, record, exclude=()):
        try:
            record.clean_fields(exclude=exclude)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self.refuse(f"{record._meta.get_field(name).verbose_name}：{''.join(messages)}")
        return record


def read_catalogue(path) -> Catalogue:
    """The catalogue in `path` with the three files beside it.

    :raises FileRefused: with every problem of the four files.
    """
    folder, problems = Path(path).parent, []
    rows = _rows(path, ITEM_COLUMNS, "code", problems)
    guide = _rows(folder / "catalogue_guide.csv", GUIDE_COLUMNS, "code", problems)
    proofs = _rows(folder / "proofs_not_issued.csv", PROOF_COLUMNS, "no", problems)
    guidance = _rows(folder / "proofs_guidance.csv", GUIDANCE_COLUMNS, "no", problems)
    _match(rows, guide, "catalogue_guide.csv", problems)
    _match(proofs, guidance, "proofs_guidance.csv", problems)
    if problems:
        raise FileRefused(problems)
    catalogue = Catalogue(categories=_categories(rows))
    previous = None
    for code, row in rows.items():
        catalogue.lines[code] = previous = _line(row, guide[code], previous)
    _fill_references(catalogue.lines)
    _refuse_shared_ranks(catalogue.lines, guide)
    for number, row in proofs.items():
        if proof := _proof(row, guidance[number]):
            catalogue.proofs[proof.number] = proof
    if problems:
        raise FileRefused(problems)
    return catalogue


def _rows(path, columns, key, problems):
    rows, file = {}, Path(path).name
    try:
        table = read_csv(path, columns)
    except FileRefused as error:
        problems += error.problems
        return rows
    if not table:
        problems.append(f"{file} 没有数据")
    for number, cells in table:
        row = _Row(file, number, cells, problems)
        if cells[key] in rows:
            row.refuse("编号重复")
        rows[cells[key]] = row
    return rows


def _match(rows, beside, file, problems):
    """The file beside must have exactly the same keys; a file that could not be read has been named already."""
    if rows and beside:
        problems += [f"{file} 缺少 {key}" for key in rows if key not in beside]
        for key in beside.keys() - rows.keys():
            beside[key].refuse("主表里没有这个编号")


def _categories(rows):
    """The categories in their order: party services first, each kind by code."""
    kinds = list(ServiceCategory.Kind.values)
    categories = {}
    for row in rows.values():
        code = row["category_code"]
        first = categories.get(code)
        category = ServiceCategory(code=code, kind=row["kind"], name=row["category"])
        if first is None:
            categories[code] = row.check(category)
        elif (first.kind, first.name) != (category.kind, category.name):
            row.refuse(f"分类{code}前面写的是“{first.name}”，这里是“{category.name}”")
    ordered = sorted(categories.values(), key=lambda each: (each.kind in kinds and kinds.index(each.kind), each.code))
    for position, category in enumerate(ordered, 1):
        category.position = position
    return {category.code: category for category in ordered}


def _line(row, guide, previous):
    things, remark = documents(row["documents"])
    steps = [plain(step) for step in words(guide["steps"])]
    if remark and remark not in steps:
        steps.insert(0, remark)
    time = row["legal_or_source_time"]
    if previous:
        time = time.replace("同上标准", "标准同上").replace("同上", f"同“{previous.item.name}”")
        things = [each for thing in things for each in (previous.item.documents if thing == "同上" else [thing])]
    pattern = CODE.get(row["kind"])
    if pattern and not pattern.fullmatch(row["code"]):
        row.refuse("编码应是P或C加数字，P是党务服务，C是便民服务")
    if row["mode"] not in MODES:
        row.refuse(f"mode 里不认识“{row['mode']}”，可用：{'、'.join(MODES)}")
    item = ServiceItem(
        code=row["code"],
        name=row["name"],
        short_name=guide["short_name"],
        aliases=words(guide["aliases"]),
        audience=plain(row["audience"]),
        documents=list(dict.fromkeys(things)),
        steps=steps,
        time="" if time == "无" else plain(time),
        promise=plain(row["proposed_promise"]),
        mode=MODES.get(row["mode"], ServiceItem.Mode.AT_ONCE),
        status=row["status"],
        seek_first=guide["seek_first"],
        frequency_rank=_rank(guide),
        source_names="；".join(words(row["source_names"])),
        sourced_part=plain(row["sourced_part"]),
    )
    row.check(item, exclude=["category"])
    channels = row.among("channels", CHANNELS)
    if not channels:
        row.refuse("至少要有一种办理方式")
    return Line(item, row["category_code"], channels, guide.among("audience_groups", GROUPS))


def _rank(guide):
    rank = guide["high_frequency"]
    if not rank:
        return None
    if not (rank.isascii() and rank.isdigit() and 0 < int(rank[:5]) <= 999):
        guide.refuse(f"high_frequency 应是1到999的整数，现在是“{rank[:20]}”")
        return None
    return int(rank)


def _refuse_shared_ranks(lines, guide):
    ranks = {}
    for code, line in lines.items():
        rank = line.item.frequency_rank
        if rank and rank in ranks:
            guide[code].refuse(f"高频排名{rank}已给了 {ranks[rank]}")
        ranks[rank] = code


def _fill_references(lines):
    """“同低保” among the documents stands for those of the item that people call 低保."""
    called = {}
    for line in lines.values():
        for alias in (line.item.short_name, *line.item.aliases):
            called.setdefault(alias, line.item)
    for line in lines.values():
        things = []
        for thing in line.item.documents:
            other = called.get(thing[1:]) if thing.startswith("同") else None
            things += other.documents if other and other is not line.item else [thing]
        line.item.documents = list(dict.fromkeys(things))


def _proof(row, guidance):
    if not (row["no"].isascii() and row["no"].isdigit() and 0 < int(row["no"][:5]) <= 999):
        row.refuse("序号应是1到999的整数")
        return None
    if row["proof"] != guidance["proof"]:
        guidance.refuse(f"证明名称与主表不同：“{guidance['proof']}”，主表是“{row['proof']}”")
    proof = UnissuableProof(
        number=int(row["no"]),
        name=row["proof"],
        keywords=words(guidance["keywords"]),
        where_to_go=guidance["where_to_go"],
        why=guidance["why"],
        source=row["source"],
    )
    return row.check(proof)
