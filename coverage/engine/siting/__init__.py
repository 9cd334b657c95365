"""Where the next centres go: from candidate places, those that cover most, fewest, or save most minutes, with a proof.

See docs/siting.md for the method.
"""

from .cover_most import cover_most
from .cover_share import cover_share
from .errors import (
    BudgetsTooSmall,
    FixedForbidden,
    FixedOverBudget,
    Infeasible,
    ShareUnreachable,
    TooFewCandidates,
    TooManyFixed,
)
from .least_average import least_average
from .matrix import cover_matrix, cover_of, metres_of
from .problem import Problem, Solution, Step, elders_weighted

__all__ = [
    "BudgetsTooSmall",
    "FixedForbidden",
    "FixedOverBudget",
    "Infeasible",
    "Problem",
    "ShareUnreachable",
    "Solution",
    "Step",
    "TooFewCandidates",
    "TooManyFixed",
    "cover_matrix",
    "cover_most",
    "cover_of",
    "cover_share",
    "elders_weighted",
    "least_average",
    "metres_of",
]
