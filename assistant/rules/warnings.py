"""The written warning about unpaid dues (art. 30): for whom it may be issued, and what it may lead to.

Not paying after a warning is a grave fault; the rule only flags it: the bureau hears the member and proposes, an
extraordinary assembly votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason, Situation, Standing
from assistant.domain.ledger import Entry
from assistant.domain.members import Status
from assistant.rules.standing import situation, unpaid_since

_WARNED = frozenset({Status.ACTIVE, Status.SUSPENDED})


def may_warn(status: Status, money: Situation, last: date | None, bylaws: Bylaws) -> Decision:
    """Whether a member may be warned that day: who owes more than the accepted arrears, and was not warned of late.

    `last` is the day of the warning before. Figures, in cents: `overdue`, `tolerance`, `excess`; `pay_by`, the day
    that it gives; `warned_on`, for ALREADY_WARNED.
    """
    articles = (bylaws.cite("grave_fault"), bylaws.cite("standing"))
    figures: dict[str, object] = {
        "overdue": money.overdue,
        "tolerance": money.tolerance,
        "excess": max(money.overdue - money.tolerance, 0),
        "pay_by": money.day + timedelta(days=bylaws.office.warning_deadline_days.on(money.day)),
    }
    if status not in _WARNED:
        return Decision(allowed=False, reason=Reason.NOT_A_MEMBER, articles=articles, figures=figures)
    if money.standing is not Standing.NOT_UP_TO_DATE:
        reason = Reason(money.standing.value)
        return Decision(allowed=False, reason=reason, articles=articles, figures=figures)
    if last is not None and money.day < last + timedelta(days=bylaws.office.warning_repeat_days.on(money.day)):
        figures["warned_on"] = last
        return Decision(allowed=False, reason=Reason.ALREADY_WARNED, articles=articles, figures=figures)
    return Decision(allowed=True, articles=articles, figures=figures)


def non_payment(told_on: date | None, entries: Sequence[Entry], bylaws: Bylaws, day: date) -> Decision:
    """Whether non-payment may be taken for a grave fault: warned on an earlier day, and not up to date ever since.

    `told_on` is the day on which the latest warning before that day reached the member. Never a sanction.
    """
    articles = (bylaws.cite("grave_fault"),)
    money = situation(entries, bylaws, day)
    if told_on is None or told_on >= day or not unpaid_since(entries, bylaws, told_on, day):
        return Decision(allowed=False, articles=articles, figures={"overdue": money.overdue})
    return Decision(allowed=True, articles=articles, figures={"overdue": money.overdue, "warned_on": told_on})
