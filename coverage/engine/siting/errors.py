"""Questions that have no answer: each says why, and how far one can get."""


class Infeasible(Exception):
    """No choice keeps all the rules. `possible` is the most that can be had: places, or a share of the people."""

    def __init__(self, message: str, possible: float):
        super().__init__(message)
        self.possible = possible


class FixedForbidden(Infeasible):
    """Places are both fixed and forbidden; `candidates` names them."""

    def __init__(self, candidates: tuple[int, ...]):
        super().__init__(f"candidates both fixed and forbidden: {list(candidates)}", 0)
        self.candidates = candidates


class TooManyFixed(Infeasible):
    """More places are fixed than may be chosen; with all of them `possible` places would be needed."""

    def __init__(self, fixed: int, p: int):
        super().__init__(f"{fixed} places are fixed, {p} may be chosen", fixed)
        self.fixed, self.p = fixed, p


class FixedOverBudget(Infeasible):
    """A group has more fixed places than its budget allows."""

    def __init__(self, group: int, fixed: int, budget: int):
        super().__init__(f"group {group}: {fixed} places are fixed, its budget allows {budget}", budget)
        self.group, self.fixed, self.budget = group, fixed, budget


class TooFewCandidates(Infeasible):
    """Fewer places may be chosen than are wanted, budgets apart."""

    def __init__(self, p: int, possible: int):
        super().__init__(f"{p} places are wanted, {possible} candidates may be chosen", possible)
        self.p = p


class BudgetsTooSmall(Infeasible):
    """The budgets together allow fewer places than are wanted."""

    def __init__(self, p: int, possible: int):
        super().__init__(f"{p} places are wanted, the budgets allow {possible}", possible)
        self.p = p


class ShareUnreachable(Infeasible):
    """The places that may be chosen leave too many people out.

    No allowed choice covers more than the share `possible`; `candidates` cover the share `reached`. Where budgets make
    the question hard and the search was cut short, `possible` may be above the share that was wanted: then it is not
    known whether it can be reached, and `is_proven` is false.
    """

    def __init__(self, share: float, possible: float, reached: float, candidates: tuple[int, ...]):
        super().__init__(f"a share of {share:.4f} is wanted, {reached:.4f} reached, at most {possible:.4f}", possible)
        self.share, self.reached, self.candidates = share, reached, candidates
        self.is_proven = possible < share
