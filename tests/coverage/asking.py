"""Questions as an address asks them, and the people in an answer."""

from django.http import QueryDict

from coverage.questions import Question, read_question
from query.params import Params


def ask(**query) -> Question:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return read_question(Params(QueryDict(text)))


def people(tally) -> dict:
    return {state.value: count for state, count in tally.counts.items() if count}
