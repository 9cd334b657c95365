"""What the site-wide search knows of the territory: districts, streets and communities, not the lanes below."""

from search import index

LOWEST_SEARCHED_LEVEL = 3  # GridUnit.Level.COMMUNITY


def index_units(units):
    """Write the search entries of `units` anew; retired and lower units leave the index.

    :param units: an iterable or queryset of GridUnit.
    """
    documents, gone = [], []
    for unit in units:
        if unit.level > LOWEST_SEARCHED_LEVEL or unit.valid_to:
            gone.append(unit.code)
            continue
        former = unit.aliases.values_list("name", flat=True) if unit.pk else ()
        documents.append(
            index.Document(
                kind="grid_unit",
                code=unit.code,
                name=unit.name,
                url=unit.get_absolute_url(),
                detail=unit.get_level_display(),
                aliases=tuple({unit.official_name, *former} - {"", unit.name}),
                weight=-unit.level,
            )
        )
    index.drop("grid_unit", gone)
    index.put(documents)
