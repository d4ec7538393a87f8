"""Judging again all claims that wait for the bureau: another death, a payment, a ruling may change what the bylaws say.

What is derived needs no trigger of its own: whatever was done since has left an audit row.
"""

from __future__ import annotations

from assistant.domain.errors import BeforeBooksError
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services.aid import news
from assistant.services.aid.judging import LOCK, Known, judge

JUDGED = "claims_judged"
"""The day of the last review, and the newest audit row of that moment."""


def review(work: UnitOfWork, *, but: int | None = None) -> int:
    """Judge all that are declared; tell who was told something else, except about the claim that is in hand.

    Returns of how many claims it says something else. Nothing is done where nothing was since the last review. A
    claim that the books do not reach back to stays as it was.
    """
    work.lock(LOCK)
    mark = f"{work.today}:{work.audit.last()}"
    if work.book.get(JUDGED) == mark:
        return 0
    changed = _judge_all(work, but)
    # What this review wrote is no part of the mark: something that another unit did meanwhile may lie before it.
    work.book.put(JUDGED, mark)
    return changed


def _judge_all(work: UnitOfWork, but: int | None) -> int:
    undecided = work.claims.undecided()
    if not undecided:
        return 0
    known, changed = Known.by(work), 0
    for filed in sorted(undecided, key=aid.precedence):
        try:
            judged, new = judge(work, filed, known)
        except BeforeBooksError:
            continue
        known.claims[judged.id] = judged
        changed += new
        if new and judged.id != but:
            news.judged_again(work, judged, filed.verdict)
    return changed
