"""What the site-wide search knows of the centres."""

from search import index


def index_centers(centers):
    """Write the search entries of centres anew; planned and closed ones leave the index.

    :param centers: Center instances whose `unit` is at hand (select_related for many).
    """
    centers = list(centers)
    index.drop("center", [center.code for center in centers if not center.is_published])
    index.put(
        index.Document(
            kind="center",
            code=center.code,
            name=center.name,
            url=center.get_absolute_url(),
            detail=center.address or center.unit.name,
            aliases=tuple(dict.fromkeys(filter(None, [center.brand, center.address]))),
        )
        for center in centers
        if center.is_published
    )
