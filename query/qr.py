"""QR codes of addresses, as SVG and PNG: made here, without a foreign service."""

from io import BytesIO

import segno
from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import patch_cache_control

A_WEEK_S = 7 * 24 * 60 * 60
CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
# A poster in the street fades and gets scratched: M restores 15 % of a code.
ERROR_LEVEL = "m"
QUIET_ZONE = 4  # modules, as the standard asks
PIXELS_A_MODULE = 16


def code_of(address: str) -> segno.QRCode:
    """The code of an address. One fixed mask: trying all eight would take five times as long."""
    return segno.make_qr(address, error=ERROR_LEVEL, boost_error=False, mask=2)


def svg_of(address: str) -> bytes:
    """An SVG file that fills whatever room it gets."""
    return _drawn(address, kind="svg", scale=PIXELS_A_MODULE, omitsize=True, svgclass=None, lineclass=None)


def png_of(address: str) -> bytes:
    """A PNG file, large enough for print (about 600 pixels)."""
    return _drawn(address, kind="png", scale=PIXELS_A_MODULE)


def inline_svg(address: str) -> SafeString:
    """The code as an element of an HTML page, without classes, styles or identifiers."""
    svg = code_of(address).svg_inline(omitsize=True, svgclass=None, lineclass=None, border=QUIET_ZONE)
    return mark_safe(svg)  # noqa: S308  (numbers of segno's; the address itself is not in it)


def _drawn(address, **options):
    file = BytesIO()
    code_of(address).save(file, border=QUIET_ZONE, **options)
    return file.getvalue()


def code_answer(address: str, kind: str) -> HttpResponse:
    """A code as a file. It stays the same as long as the address does, so caches keep it.

    :param kind: `svg` or `png`.
    """
    drawn = svg_of(address) if kind == "svg" else png_of(address)
    response = HttpResponse(drawn, content_type=CONTENT_TYPES[kind])
    patch_cache_control(response, public=True, max_age=A_WEEK_S)
    return response
