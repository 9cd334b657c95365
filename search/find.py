"""Answering a question from the suffix index, best first.

Each step is asked only when the one before found nothing: the whole question; its words one by one; the names that
the question contains ("我要办社保卡"); the question with one wrong, missing or extra character. Every read of the
index has a limit, so an answer costs the same for seventy centres and for ten thousand.
"""

from dataclasses import dataclass

from django.db.models import Max

from search.models import SearchEntry, SearchKey
from search.text import normalise

LONGEST_QUESTION = 100
CANDIDATES = 60
LONGEST_PHRASE = 20
LONGEST_NAME_IN_PHRASE = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `exact` is False when only one wrong character was forgiven."""

    kind: str
    code: str
    name: str
    url: str
    detail: str
    exact: bool = True


def find(question: str, kinds: tuple[str, ...], limit: int = 20) -> list[Hit]:
    """Results of these kinds, best first; `kinds` is also the order among equals.

    :param question: at most LONGEST_QUESTION characters are read.
    """
    text = normalise(question[:LONGEST_QUESTION])
    if not text:
        return []
    words = [word for word in map(normalise, question[:LONGEST_QUESTION].split()) if word]
    ranked = (
        _ranked(text, kinds)
        or (len(words) > 1 and _by_words(words[:4], kinds))
        or _named_in(text, kinds)
        or _nearly(text, kinds)
        or {}
    )
    order = sorted(ranked.items(), key=lambda pair: pair[1])
    return [_hit(entry, rank) for entry, rank in order[:limit]]


def data_version() -> int:
    """Grows with every entry put into the index; for caches."""
    return SearchEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _hit(entry, rank):
    return Hit(entry.kind, entry.code, entry.name, entry.url, entry.detail, exact=rank[0] < NEARLY)


# Ranks, best first: how the question meets the name.
WHOLE, BEGINNING, INSIDE, NEARLY = 0, 2, 4, 8


def _rank(key, text, kinds):
    if key.offset == 0 and key.key == text:
        base = WHOLE
    else:
        base = BEGINNING if key.offset == 0 else INSIDE
    return _order(base + key.is_alias, key, kinds)


def _order(base, key, kinds):
    entry = key.entry
    return (base, key.form, kinds.index(entry.kind), -entry.weight, len(entry.name), entry.code)


def _beginning_with(text, kind):
    """Keys that begin with `text`: a range on the binary order of the column, served by its index."""
    return (
        SearchKey.objects.filter(kind=kind, key__gte=text, key__lt=text + "\U0010ffff")
        .select_related("entry")
        .order_by("key", "pk")[:CANDIDATES]
    )


def _best(pairs):
    best = {}
    for entry, rank in pairs:
        if entry not in best or rank < best[entry]:
            best[entry] = rank
    return best


def _ranked(text, kinds):
    return _best((key.entry, _rank(key, text, kinds)) for kind in kinds for key in _beginning_with(text, kind))


def _by_words(words, kinds):
    """Entries that hold every word; failing that, any of them."""
    answers = [_ranked(word, kinds) for word in words]
    shared = set.intersection(*map(set, answers))
    return _best((entry, rank) for answer in answers for entry, rank in answer.items() if not shared or entry in shared)


def _named_in(text, kinds):
    """Entries whose whole name or alias stands somewhere in a longer question; the longest name first."""
    text = text[:LONGEST_PHRASE]
    parts = {
        text[start:end]
        for start in range(len(text))
        for end in range(start + 2, min(len(text), start + LONGEST_NAME_IN_PHRASE) + 1)
    }
    keys = SearchKey.objects.filter(kind__in=kinds, key__in=parts, offset=0, form=SearchKey.Form.TEXT).select_related(
        "entry"
    )[:CANDIDATES]
    return _best((key.entry, (INSIDE, -len(key.key), *_order(0, key, kinds))) for key in keys)


def _nearly(text, kinds):
    """Entries that hold the question with one character wrong, missing or extra.

    One mistake leaves one half of the question intact, so the halves find the candidates and a comparison decides.
    """
    if len(text) < 3:
        return {}
    middle = (len(text) + 1) // 2
    halves = {text[:middle], text[middle:], text[: middle - 1], text[middle - 1 :]}
    entries = {
        key.entry_id
        for half in halves
        if len(half) > 1 or len(text) == 3
        for kind in kinds
        for key in _beginning_with(half, kind)
    }
    whole_names = SearchKey.objects.filter(entry__in=entries, offset=0).select_related("entry")
    return _best(
        (key.entry, _order(NEARLY + key.is_alias, key, kinds))
        for key in whole_names
        if mistakes_inside(text, key.key) <= 1
    )


def mistakes_inside(text: str, name: str) -> int:
    """Fewest changed, missing or extra characters that turn `text` into some part of `name` (Sellers' algorithm)."""
    previous = [0] * (len(name) + 1)
    for row, wanted in enumerate(text, 1):
        current = [row]
        for column, found in enumerate(name, 1):
            current.append(min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (wanted != found)))
        previous = current
    return min(previous)
