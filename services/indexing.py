"""What the site-wide search knows of the catalogue: items, and the proofs that nobody gets here."""

from django.db.models import prefetch_related_objects

from search import index


def index_items(items):
    """Write the search entries of service items anew; items no longer done leave the index."""
    items = list(items)
    prefetch_related_objects(items, "category")
    index.drop("service", [item.code for item in items if not item.is_active])
    index.put(
        index.Document(
            kind="service",
            code=item.code,
            name=item.name,
            url=item.get_absolute_url(),
            detail=item.category.name,
            aliases=tuple(dict.fromkeys([item.short_name, *item.aliases])),
            # The most used first among equals.
            weight=20 - item.frequency_rank if item.frequency_rank else 0,
        )
        for item in items
        if item.is_active
    )


def index_proofs(proofs):
    """Write the search entries of the proofs that a community may not issue anew."""
    index.put(
        index.Document(
            kind="proof",
            code=proof.code,
            name=proof.name,
            url=proof.get_absolute_url(),
            detail=proof.where_to_go,
            aliases=tuple(proof.keywords),
        )
        for proof in proofs
    )
