"""The two profiles of password rules. No model here: the settings import it."""

from dataclasses import dataclass

_DJANGO = "django.contrib.auth.password_validation"
_OWN = "accounts.signin.password_rules"


@dataclass(frozen=True, slots=True)
class Profile:
    """Rules as Django's AUTH_PASSWORD_VALIDATORS, and after how many days a password must be changed (None: never)."""

    validators: list[dict]
    days: int | None = None


def _rule(path, **options) -> dict:
    return {"NAME": path, "OPTIONS": options} if options else {"NAME": path}


_GUESSABLE = [
    _rule(f"{_DJANGO}.UserAttributeSimilarityValidator"),
    _rule(f"{_OWN}.CommonPasswords"),
    _rule(f"{_OWN}.ContextWords"),
]
PROFILES = {
    # OWASP ASVS 5.0, 6.2: length in place of composition, no change without a reason.
    "asvs": Profile([_rule(f"{_OWN}.Length", min_length=12), *_GUESSABLE]),
    # What assessments under 等级保护 (GB/T 22239) ask for.
    "djbh": Profile(
        [
            _rule(f"{_OWN}.Length", min_length=8),
            _rule(f"{_OWN}.ThreeOfFourClasses"),
            *_GUESSABLE,
            _rule(f"{_OWN}.NotUsedLately", last=5),
        ],
        days=90,
    ),
}
