"""Putting records into the suffix index, and taking them out."""

from dataclasses import dataclass

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from search.models import SearchEntry, SearchKey
from search.text import normalise

KEY_LENGTH = SearchKey._meta.get_field("key").max_length
# Rows a statement: SQLite allows a limited number of parameters.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Document:
    """What the index keeps of a record; `aliases` are other names under which people look for it."""

    kind: str
    code: str
    name: str
    url: str
    detail: str = ""
    aliases: tuple[str, ...] = ()
    weight: int = 0


def put(documents) -> int:
    """Write the documents' entries and keys anew in one transaction; says how many.

    Of two documents for one record the later wins.
    """
    documents = list({(document.kind, document.code): document for document in documents}.values())
    if not documents:
        return 0
    with transaction.atomic():
        for start in range(0, len(documents), BATCH):
            _put_batch(documents[start : start + BATCH])
    return len(documents)


def _put_batch(documents):
    entries = SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                kind=document.kind,
                code=document.code,
                name=document.name[:200],
                url=document.url,
                detail=document.detail[:200],
                weight=document.weight,
            )
            for document in documents
        ],
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["name", "url", "detail", "weight"],
    )
    SearchKey.objects.filter(entry__in=entries).delete()
    keys = [key for entry, document in zip(entries, documents, strict=True) for key in _keys(entry, document)]
    SearchKey.objects.bulk_create(keys, batch_size=BATCH)


def drop(kind: str, codes) -> None:
    """Take entries out of the index."""
    codes = list(codes)
    if codes:
        SearchEntry.objects.filter(kind=kind, code__in=codes).delete()


def _keys(entry, document):
    """The tails of the name and the aliases, each once: a whole name wins over a tail, the name over an alias."""
    rows = {}
    for is_alias, name in [(False, document.name), *((True, alias) for alias in document.aliases if alias)]:
        text = normalise(name)
        syllables = lazy_pinyin(text, errors=list)
        initials = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=list)
        for offset in range(len(text)):
            tails = (
                (SearchKey.Form.TEXT, text[offset:]),
                (SearchKey.Form.PINYIN, "".join(syllables[offset:])),
                (SearchKey.Form.INITIALS, "".join(initials[offset:])),
            )
            for form, tail in tails:
                # A name in Latin letters or digits is its own pinyin.
                if form != SearchKey.Form.TEXT and tail == text[offset:]:
                    continue
                place = (offset > 0, is_alias)
                rows[form, tail[:KEY_LENGTH]] = min(place, rows.get((form, tail[:KEY_LENGTH]), place))
    return [
        SearchKey(entry=entry, kind=document.kind, form=form, key=key, is_whole=not is_tail, is_alias=is_alias)
        for (form, key), (is_tail, is_alias) in rows.items()
    ]
