"""Answers of the API: JSON as UTF-8, lists in pages, only the fields asked for, and what a cache may do with them."""

import gzip
import json
from dataclasses import dataclass
from hashlib import md5
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.functional import cached_property

from query.paging import Page
from query.params import BadParameter, Params

JSON = "application/json"
GEOJSON = "application/geo+json"
# Keep it, but ask each time whether it still holds (the ETag makes that cheap): a door that has just closed must not
# look open for another minute.
ASK_FIRST = "public, no-cache"
# An answer about a position belongs to the one who stands there.
ASK_FIRST_ALONE = "private, no-cache"
# Data are no page: a browser that opens them loads nothing and shows them in no frame.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
# Bytes below which packing gains nothing; the level for an answer that is given once, and for what is given often.
WORTH_PACKING = 200
PACK_QUICKLY, PACK_WELL = 1, 6


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def dump(value) -> bytes:
    """JSON as it is sent: UTF-8 without blanks, Chinese as it is."""
    return _encode(value).encode()


def members(record: dict) -> bytes:
    """The members of a JSON object without its braces."""
    return dump(record)[1:-1]


def answer(
    request, body: bytes, *, content_type: str = JSON, status: int = 200, is_private: bool = False
) -> HttpResponse:
    """An answer with ready JSON, packed for those who take it packed. ConditionalGetMiddleware adds its ETag.

    GZipMiddleware would pack it too, several times as slowly: harder, and with random bytes that hide secrets, of which
    there are none here.
    """
    packs = len(body) >= WORTH_PACKING and _takes_packed(request)
    sent = gzip.compress(body, PACK_QUICKLY, mtime=0) if packs else body
    response = HttpResponse(sent, content_type=content_type, status=status)
    return _described(response, ASK_FIRST_ALONE if is_private else ASK_FIRST, is_packed=packs)


def _described(response, cache_control, *, is_packed):
    """The response with the headers that every answer has."""
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Security-Policy"] = DATA_POLICY
    return response


def _takes_packed(request):
    return "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")


def page_answer(request, page: Page, texts) -> HttpResponse:
    """A list's answer: count, next, previous, results.

    :param texts: the JSON of the page's records.
    """
    following, former = dump(_link(request, page.next_number)), dump(_link(request, page.previous_number))
    parts = page.count, following, former, b",".join(texts)
    body = b'{"count":%d,"next":%b,"previous":%b,"results":[%b]}' % parts
    return answer(request, body, is_private="lat" in request.GET)


def _link(request, number):
    """The absolute address of another page of the same list, None without a number."""
    if number is None:
        return None
    pairs = [(name, value) for name, values in request.GET.lists() if name != "page" for value in values]
    return f"{request.scheme}://{request.get_host()}{request.path}?{urlencode([*pairs, ('page', number)])}"


@dataclass(frozen=True)
class ReadyAnswer:
    """An answer made once and given many times, packed once for those who take it packed."""

    body: bytes
    content_type: str = JSON
    cache_control: str = ASK_FIRST

    @cached_property
    def _packed(self):
        return gzip.compress(self.body, PACK_WELL, mtime=0)

    @cached_property
    def _etag(self):
        # Weak: it stands for the packed and the plain form.
        return f'W/"{md5(self.body, usedforsecurity=False).hexdigest()}"'

    def response(self, request) -> HttpResponse:
        """The answer in the form that the request takes."""
        packs = _takes_packed(request)
        response = HttpResponse(self._packed if packs else self.body, content_type=self.content_type)
        response.headers["ETag"] = self._etag
        return _described(response, self.cache_control, is_packed=packs)


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields asked for by `only=` and `omit=`; `names` is None for all of them."""

    names: tuple[str, ...] | None = None

    @classmethod
    def read(cls, params: Params, fields) -> "Selection":
        """What the parameters ask for.

        :param fields: the names of all fields, in their order.
        :raises BadParameter: for a field that is not there, or when nothing is left.
        """
        only, omit = params.words("only", fields), params.words("omit", fields)
        if only is None and omit is None:
            return cls()
        names = tuple(name for name in fields if (only is None or name in only) and name not in (omit or ()))
        if not names:
            raise BadParameter("only" if omit is None else "omit", "至少要留一个字段。")
        return cls(names)

    def of(self, record: dict) -> dict:
        """The fields of `record` that were asked for."""
        return record if self.names is None else {name: record[name] for name in self.names if name in record}

    def of_json(self, text: bytes) -> bytes:
        """The same for an object as JSON, which stays as it is when all fields are asked for."""
        return text if self.names is None else dump(self.of(json.loads(text)))
