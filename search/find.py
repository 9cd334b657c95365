"""Answering a question from the suffix index, best first.

Each step is asked only when the one before found nothing: the whole question, as it is written or as it sounds; its
words one by one; the names that the question contains ("我要办社保卡"); the question with one wrong, missing or extra
character; names that begin like a part of the question. A step makes one or two reads, each with a limit, so an
answer costs the same for seventy centres and for ten thousand.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Subquery
from pypinyin import lazy_pinyin

from search.beginnings import KEY_LENGTH, keys_beginning_with
from search.models import SearchEntry, SearchKey
from search.text import normalise

LONGEST_QUESTION = 100
CANDIDATES = 60
MOST_WORDS = 4
LONGEST_PHRASE = 30
LONGEST_NAME_IN_PHRASE = 10
LONGEST_FORGIVEN = 20
MOST_PARTS = 12
# With fewer letters of pinyin, one mistake makes anything out of anything.
SHORTEST_FORGIVEN, SHORTEST_FORGIVEN_PINYIN = 3, 5

# How a key meets the question, best first; an alias ranks one below the name itself.
WHOLE, BEGINNING, INSIDE = 0, 2, 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `exact` is False for a guess: it only sounds alike, or a wrong character was forgiven."""

    kind: str
    code: str
    name: str
    url: str
    detail: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: the text in the index's form, its words, and the kinds in their order among equals."""

    text: str
    words: list[str]
    kinds: tuple[str, ...]

    def rank(self, key, text) -> tuple:
        """How well `key` meets `text`; the less the better."""
        beginning = WHOLE if key.key == text else BEGINNING
        place = beginning if key.is_whole else INSIDE
        return place + key.is_alias, key.form, self.kinds.index(key.kind)


def find(question: str, kinds: tuple[str, ...], limit: int = 20) -> list[Hit]:
    """Results of these kinds, best first; `kinds` is also the order among equals.

    :param question: at most LONGEST_QUESTION characters are read.
    """
    question = question[:LONGEST_QUESTION]
    words = [word for word in map(normalise, question.split()) if word][:MOST_WORDS]
    asked = Question(normalise(question)[:KEY_LENGTH], words, tuple(kinds))
    if not asked.text:
        return []
    for step, is_exact in STEPS:
        if ranks := step(asked):
            return _hits(ranks, limit, is_exact)
    return []


def data_version() -> Subquery:
    """Grows whenever entries are put into the index (not when they are taken out); for caches.

    As an expression, so that it is read together with what a cache is asked for.
    """
    return Subquery(SearchKey.objects.order_by("-pk").values("pk")[:1])


def _hits(ranks, limit, is_exact):
    """Results in order. Entries of one rank differ only in what the entries' rows tell, so whole ranks are read."""
    wanted = []
    for _, group in groupby(sorted(ranks, key=ranks.get), key=ranks.get):
        wanted += group
        if len(wanted) >= limit:
            break
    rows = SearchEntry.objects.filter(pk__in=wanted).values_list(
        "pk", "weight", "kind", "code", "name", "url", "detail"
    )
    ordered = sorted(rows, key=lambda row: (ranks[row[0]], -row[1], len(row[4]), row[3]))
    return [Hit(*row[2:], exact=is_exact(ranks[row[0]])) for row in ordered[:limit]]


def _best(pairs) -> dict[int, tuple]:
    """The best rank of each entry from (entry id, rank) pairs."""
    best = {}
    for entry, rank in pairs:
        if entry not in best or rank < best[entry]:
            best[entry] = rank
    return best


def _as_written_or_sounding(asked):
    """The question as it is, in characters, pinyin or initials; failing that, what is pronounced like it."""
    sound = "".join(lazy_pinyin(asked.text, errors=list))
    speaks = sound != asked.text and len(asked.text) > 1
    keys = keys_beginning_with([asked.text, sound] if speaks else [asked.text], asked.kinds, CANDIDATES)
    written = [key for key in keys if key.key.startswith(asked.text)]
    if written:
        return _best((key.entry_id, (0, *asked.rank(key, asked.text))) for key in written)
    return _best((key.entry_id, (1, *asked.rank(key, sound))) for key in keys if key.form == SearchKey.Form.PINYIN)


def _by_words(asked):
    """Entries that hold every word; failing that, as many of them as possible."""
    if len(asked.words) < 2:
        return {}
    keys = keys_beginning_with(asked.words, asked.kinds, CANDIDATES)
    missing = dict.fromkeys({key.entry_id for key in keys}, len(asked.words))
    names = {}
    for entry, name in _whole_names(missing).values_list("entry", "key"):
        names.setdefault(entry, []).append(name)
    for entry, known in names.items():
        missing[entry] = sum(not any(word in name for name in known) for word in asked.words)
    fewest = min(missing.values(), default=0)
    return _best(
        (key.entry_id, asked.rank(key, next(word for word in asked.words if key.key.startswith(word))))
        for key in keys
        if missing[key.entry_id] == fewest
    )


def _named_in(asked):
    """Entries whose whole name or alias stands somewhere in a longer question; the longest name first."""
    text = asked.text[:LONGEST_PHRASE]
    parts = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + 2, min(len(text), start + LONGEST_NAME_IN_PHRASE) + 1)
    }
    keys = SearchKey.objects.filter(kind__in=asked.kinds, is_whole=True, key__in=parts, form=SearchKey.Form.TEXT)
    rows = keys.order_by("entry")[: CANDIDATES * len(asked.kinds)].values_list("entry", "kind", "key", "is_alias")
    return _best((entry, (-len(key), is_alias, asked.kinds.index(kind))) for entry, kind, key, is_alias in rows)


def _nearly(asked):
    """Entries that hold the question with one character wrong, missing or extra.

    One mistake leaves one half of the question intact, so the halves find the candidates and a comparison decides.
    """
    text = asked.text
    is_pinyin = text.isascii()
    shortest = SHORTEST_FORGIVEN_PINYIN if is_pinyin else SHORTEST_FORGIVEN
    if len(asked.words) > 1 or not shortest <= len(text) <= LONGEST_FORGIVEN:
        return {}
    middle = (len(text) + 1) // 2
    halves = [text[:middle], text[middle:], text[: middle - 1], text[middle - 1 :]]
    form = SearchKey.Form.PINYIN if is_pinyin else SearchKey.Form.TEXT
    keys = keys_beginning_with([half for half in halves if half], asked.kinds, CANDIDATES)
    names = _whole_names({key.entry_id for key in keys}).filter(form=form)
    return _best(
        (entry, (foreign, is_alias, asked.kinds.index(kind)))
        for entry, kind, name, is_alias in names.values_list("entry", "kind", "key", "is_alias")
        # Characters that the name lacks: a missing one (天湾 for 天河湾) is nearer than a wrong one.
        if (foreign := len(set(text) - set(name))) <= 1 and mistakes_inside(text, name) <= 1
    )


def _beginning_like_a_part(asked):
    """Entries whose name begins with two characters of the question; those that share most of it first."""
    text = asked.text[: MOST_PARTS + 1]
    parts = {text[start : start + 2] for start in range(len(text) - 1)}
    parts = [part for part in sorted(parts) if not part.isascii()]
    keys = keys_beginning_with(parts, asked.kinds, CANDIDATES // 3, tails=False)
    return _best(
        (key.entry_id, (-_shared_length(text, key.key), key.is_alias, asked.kinds.index(key.kind)))
        for key in keys
        if key.form == SearchKey.Form.TEXT
    )


def _shared_length(text, name):
    """How many characters of the beginning of `name` stand together somewhere in `text`."""
    return next(length for length in range(len(name), -1, -1) if name[:length] in text)


def _whole_names(entries):
    return SearchKey.objects.filter(entry__in=entries, is_whole=True)


def mistakes_inside(text: str, name: str) -> int:
    """Fewest changed, missing or extra characters that turn `text` into some part of `name` (Sellers' algorithm)."""
    previous = [0] * (len(name) + 1)
    for row, wanted in enumerate(text, 1):
        current = [row]
        for column, found in enumerate(name, 1):
            current.append(min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (wanted != found)))
        previous = current
    return min(previous)


# What to try, in order, and which of its results are no guess.
STEPS = (
    (_as_written_or_sounding, lambda rank: rank[0] == 0),
    (_by_words, lambda rank: True),
    (_named_in, lambda rank: True),
    (_nearly, lambda rank: False),
    (_beginning_like_a_part, lambda rank: False),
)
