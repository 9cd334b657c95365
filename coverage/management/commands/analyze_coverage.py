"""Answer one question about coverage, print it as a table, and keep the run."""

from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from coverage.growth import growth
from coverage.public_words import percent
from coverage.questions import WHO, read_question
from coverage.results import run
from query.params import BadParameter, Params

# The options are the parameters of the pages and the API.
OPTIONS = {
    "minutes": "步行几分钟，默认10",
    "speed": "步行速度，米每秒，默认1.2，65岁以上0.8",
    "who": f"数哪些人：{'、'.join(f'{value}（{label}）' for value, label in WHO.items())}",
    "open_at": "只算这时开着的中心，如 2026-11-28T09:30",
    "tier": "只算这一层级的中心，如 community",
    "service": "只算能办这个事项的中心，如 C01",
    "year": "只算到这年年底启用的中心",
    "street": "只数这个街道（镇）的居民，9位编码",
}


class Command(BaseCommand):
    help = "算一次覆盖：多少人走得到中心。结果印成表，并存为一条分析记录。"

    def add_arguments(self, parser):
        for name, words in OPTIONS.items():
            parser.add_argument(f"--{name.replace('_', '-')}", dest=name, help=words)
        parser.add_argument("--planned", action="store_true", help="规划中、建设中的中心也算")

    def handle(self, *, verbosity, planned, **options):
        asked = {name: options[name] for name in OPTIONS if options[name] is not None}
        try:
            question = read_question(Params(QueryDict(urlencode(asked | ({"planned": "1"} if planned else {})))))
        except BadParameter as refused:
            name = refused.parameter.replace("_", "-")
            raise CommandError(f"--{name} 不对：{refused.reason}") from None
        kept, found = run(question)
        if verbosity:
            self._tell(kept, found)

    def _tell(self, kept, found):
        basis, write = found.basis, self.stdout.write
        write(f"{kept}：{found.question.words()}")
        write(f"方法：{basis.method_name}。{basis.sentence}")
        for note in (*basis.notes, basis.attribution):
            if note:
                write(note)
        names = [name for _, name, _, _ in found.total.rows()]
        lines = [["", "人数", *names], _line("合计", found.total)]
        lines += [_line(line.place.name if line.place else "不知道在哪里", line.tally) for line in found.streets]
        lines += [_line(f"{minutes}分钟", tally) for minutes, tally in found.bands]
        lines += [_line(f"{year.year}年（{year.centers}个中心）", year.total) for year in growth(found)]
        self._table(lines)
        write(f"用时{kept.seconds:.3f}秒，结果摘要{kept.result_digest[:12]}。")

    def _table(self, lines):
        widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
        for first, *rest in lines:
            cells = [first + " " * (widths[0] - _width(first))]
            cells += [" " * (width - _width(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True)]
            self.stdout.write("  ".join(cells).rstrip())


def _line(name, tally):
    return [name, str(tally.total), *(f"{count}（{percent(share)}）" for _, _, count, share in tally.rows())]


def _width(text):
    """Columns of a terminal: Chinese takes two."""
    return sum(2 if ord(letter) > 0x2000 else 1 for letter in text)
