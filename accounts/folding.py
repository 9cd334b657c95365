"""One act, one entry: what somebody did to many parts of a record at once is told once."""

from datetime import timedelta

# The rows of one act are written one after the other.
ONE_ACT = timedelta(minutes=1)


def folded(entries: list) -> list:
    """The entries, newest first, with those of one act that say the same told by the first; `also` names the rest.

    What can be set back keeps an entry of its own: its way back belongs to one part.
    """
    kept, firsts = [], {}
    for entry in entries:
        act = _act(entry)
        first = firsts.get(act) if act else None
        if first is not None and first.at - entry.at <= ONE_ACT:
            first.also.append(entry.subject)
            continue
        kept.append(entry)
        if act:
            firsts[act] = entry
    return kept


def _act(entry):
    """What the entries of one act have in common; None for an entry that stands alone."""
    if not entry.subject or not entry.changes or any(change.can_restore for change in entry.changes):
        return None
    changes = tuple((change.name, change.old, change.new) for change in entry.changes)
    return entry.model_label, entry.by, entry.kind, entry.reason, changes
