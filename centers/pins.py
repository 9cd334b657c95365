"""Centres as a small map takes them along in the page: GeoJSON in the words of the API."""

from centers.cards import CenterCard


def pins(cards: list[CenterCard]) -> dict | None:
    """A feature for each centre whose place is known; None when there is none."""
    features = [_pin(card) for card in cards if card.center.location]
    return {"type": "FeatureCollection", "features": features} if features else None


def _pin(card):
    center = card.center
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [center.location.x, center.location.y]},
        "properties": {
            "code": center.code,
            "name": center.name,
            "tier": center.tier,
            "tier_name": center.get_tier_display(),
            "open_state": card.opening.word,
            "open_label": card.opening.label,
            "open_change": card.opening.change,
            "url": center.get_absolute_url(),
        },
    }
