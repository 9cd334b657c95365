"""The catalogue's own page."""

from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from query.params import Params
from services.catalogue import MODES, ProofRow, sections
from services.filters import names_of_proof, read_filters
from services.models import ItemAudience, ItemChannel, ServiceItem, UnissuableProof


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
