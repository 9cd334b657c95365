"""What a check found, as JSON beside the version: the preview, and what must still hold when it is confirmed."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict

from exchange.laying import Kind, Laying
from exchange.models import ImportVersion

MOST_PROBLEMS = 5000
MOST_NOTICES = 500
LONGEST_SUMMARY = 300


def take_findings(version: ImportVersion, laying: Laying) -> None:
    """Set what a check found on a version, without saving."""
    found = findings_of(laying)
    kinds = Counter(outcome.kind for outcome in laying.outcomes)
    version.findings = found
    version.findings_digest = digest_of(found)
    version.new_count, version.changed_count = kinds[Kind.NEW], kinds[Kind.CHANGED]
    version.unchanged_count, version.wrong_count = kinds[Kind.UNCHANGED], kinds[Kind.WRONG]
    version.state = ImportVersion.State.WRONG if laying.sheet.problems else ImportVersion.State.READY


def findings_of(laying: Laying) -> dict:
    """The preview."""
    sheet = laying.sheet
    problems = sorted(sheet.problems, key=lambda problem: problem.row or 0)
    read_only = [column for column in laying.resource.columns if not column.read]
    return {
        "sheet": sheet.header.sheet,
        "new": [
            [outcome.row, outcome.label, _summary(outcome)] for outcome in laying.outcomes if outcome.kind == Kind.NEW
        ],
        "changed": [
            [outcome.row, outcome.label, [[change.label, change.old, change.new] for change in outcome.changes]]
            for outcome in laying.outcomes
            if outcome.kind == Kind.CHANGED
        ],
        "problems": [asdict(problem) for problem in problems[:MOST_PROBLEMS]],
        "problem_count": len(problems),
        "notices": sheet.notices[:MOST_NOTICES],
        "notice_count": len(sheet.notices),
        "questions": laying.questions(),
        "ignored": sheet.header.ignored,
        "read_only": [sheet.header.headers[column.field] for column in read_only if sheet.has(column.field)],
        "kept_although_empty": sheet.kept_although_empty,
    }


def digest_of(found: dict) -> str:
    """A digest of what would be written: another one means that the data has changed since."""
    # A question that nobody has seen has no answer either.
    told = [found["new"], found["changed"], found["problem_count"], *found["questions"]]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _summary(outcome) -> str:
    told = "；".join(f"{change.label}：{change.new}" for change in outcome.changes if change.new)
    return told if len(told) <= LONGEST_SUMMARY else told[: LONGEST_SUMMARY - 1] + "…"
