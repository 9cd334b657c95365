"""What a visitor has chosen for themselves."""

ELDER_COOKIE = "elder"


def is_elder(request) -> bool:
    """Whether 长者模式 is on."""
    return request.COOKIES.get(ELDER_COOKIE) == "1"
