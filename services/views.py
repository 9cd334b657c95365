"""The catalogue's own page, and an item on a sheet of paper with the code that opens its guide."""

import re

from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from query.addresses import public_address
from query.params import Params
from query.qr import code_answer
from services.catalogue import MODES, ProofRow, sections
from services.filters import names_of_proof, read_filters
from services.models import ItemAudience, ItemChannel, ServiceItem, UnissuableProof

CODE = re.compile(r"[A-Z0-9]{1,4}")
DOCUMENTS_ON_A_POSTER = 6


@require_safe
def service_list(request):
    """All items in their groups, with counts and filters; the proofs that a community may not issue. Anyone."""
    filters = read_filters(Params(request.GET))
    items = filters.apply(ServiceItem.objects.for_list())
    proofs = list(UnissuableProof.objects.all())
    kinds = ServiceItem.objects.active().order_by().values("category__kind").annotate(count=Count("pk"))
    counts = {row["category__kind"]: row["count"] for row in kinds}
    return render(
        request,
        "services/list.html",
        {
            "section": "services",
            "sections": sections(items),
            "found": len(items),
            "counts": counts,
            "total": sum(counts.values()),
            "filters": filters,
            "audiences": ItemAudience.Group.choices,
            "channels": ItemChannel.Channel.choices,
            "modes": [(mode.value, mode.label, meaning) for mode, meaning in MODES.items()],
            "proofs": [ProofRow(proof) for proof in proofs],
            "proofs_asked_for": _asked_for(filters, proofs),
        },
    )


def _asked_for(filters, proofs):
    """The proofs that a search by name means."""
    return [proof for proof in proofs if filters.search and filters.fits(names_of_proof(proof))]


@require_safe
def service_poster(request, code):
    """An A4 page to put up: for whom, what to bring, how long it takes, and the code. Anyone."""
    item = _done(code, ServiceItem.objects.for_list())
    return render(
        request,
        "services/poster.html",
        {
            "section": "services",
            "item": item,
            "documents": item.documents[:DOCUMENTS_ON_A_POSTER],
            "more_documents": max(0, len(item.documents) - DOCUMENTS_ON_A_POSTER),
            "page": item.get_absolute_url(),
            "address": public_address(request, item.get_absolute_url()),
            "today": timezone.localdate(),
        },
    )


@require_safe
def service_code(request, code, kind):
    """The QR code of an item's guide. Anyone."""
    return code_answer(public_address(request, _done(code, ServiceItem.objects.active()).get_absolute_url()), kind)


def _done(code, items):
    if not CODE.fullmatch(code):
        raise Http404
    return get_object_or_404(items, code=code)
