"""Sending aid that is due (art. 25, 34): after the whole bureau's round, less what is owed where the bylaws say so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.orders import Vote
from assistant.rules.approval import Outcome, round_of


def may_send(
    sitting: Collection[str],
    asked: Collection[str],
    votes: Iterable[Vote],
    *,
    beneficiary: str,
    bylaws: Bylaws,
    day: date,
) -> Decision:
    """Whether the bureau's yes is there: all who sit were asked, whatever majority is enough (art. 25).

    All by member number. Figures: `yes`, `no`, `waiting`, in people.
    """
    stays_out = bylaws.payments.payout_excludes_beneficiary.on(day)
    excluded = frozenset({beneficiary}) if stays_out else frozenset()
    round_ = round_of(sitting, votes, bylaws.payments.payout_approval.on(day), excluded)
    agreed = round_.outcome is Outcome.APPROVED and set(sitting) - excluded <= set(asked)
    return Decision(
        allowed=agreed,
        reason=None if agreed else Reason.BUREAU_APPROVAL_REQUIRED,
        articles=(bylaws.cite("payment"),),
        figures=round_.counts,
    )


def kept_back(payout: int, balance: int, bylaws: Bylaws, day: date) -> int:
    """What is set off against the payout of that day, in cents: all that the member owes, where the bylaws say so.

    `balance` is the member's; negative: a debit.
    """
    return min(payout, max(0, -balance)) if bylaws.aid.set_off.on(day) else 0
