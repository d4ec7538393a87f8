"""The bureau's round: every sitting member is asked in the chat and answers yes, or no with a reason (art. 25).

The bureau that sits is that of the moment: who leaves it is no longer heard, who joins it is asked. A round is about a
subject (`order:3`); what follows from its outcome is for whoever asked.
"""

from __future__ import annotations

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import BUREAU, Member, Status
from assistant.domain.orders import Choice, Motion, Vote
from assistant.ports import UnitOfWork
from assistant.rules.approval import Round, round_of
from assistant.services.permissions import Action, own_number, require


def voters(work: UnitOfWork, motion: Motion) -> list[Member]:
    """Who is asked now: the sitting bureau without whom the decision would pay."""
    return [member for member in sitting(work) if member.number not in _excluded(work, motion)]


def stand(work: UnitOfWork, motion: Motion) -> Round:
    """Where the round stands."""
    mode = work.bylaws.payments.payout_approval.on(work.today)
    numbers = [member.number for member in sitting(work)]
    return round_of(numbers, work.votes.on(motion.subject), mode, _excluded(work, motion))


def cast(work: UnitOfWork, actor: Actor, motion: Motion, choice: Choice, reason: str | None = None) -> Round:
    """The actor's answer; where the round stands with it. The caller holds the lock of what it is about.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION for whom it would pay, REASON_REQUIRED for a no without one.
    """
    require(work, actor, Action.VOTE_ORDER)
    voter = own_number(actor)
    require_voter(work, voter, motion)
    why = (reason or "").strip() if choice is Choice.REFUSE else None
    if why == "":
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED, articles=_articles(work)))
    work.votes.cast(Vote(motion.subject, voter, choice, why, work.now))
    work.audit.record(actor, "vote", {"subject": motion.subject, "choice": choice, "reason": why})
    return stand(work, motion)


def why_not(work: UnitOfWork, motion: Motion) -> str | None:
    """The reason given with the latest no that counts."""
    against = stand(work, motion).no
    refusals = [vote for vote in work.votes.on(motion.subject) if vote.voter in against]
    return max(refusals, key=lambda vote: vote.at).reason if refusals else None


def require_voter(work: UnitOfWork, voter: str, motion: Motion) -> None:
    """Raises RefusedError (SELF_CONFIRMATION) where the member has no say because it would pay them."""
    if voter in _excluded(work, motion):
        open_point = work.bylaws.payments.payout_excludes_beneficiary.figure(work.today)
        articles = (*_articles(work), work.bylaws.reference(open_point.article))
        raise RefusedError(Decision(allowed=False, reason=Reason.SELF_CONFIRMATION, articles=articles))


def sitting(work: UnitOfWork) -> list[Member]:
    """The bureau of the moment: its active members."""
    return [member for member in work.members.with_role(BUREAU) if member.status is Status.ACTIVE]


def _excluded(work: UnitOfWork, motion: Motion) -> frozenset[str]:
    left_out = work.bylaws.payments.payout_excludes_beneficiary.on(work.today)
    return motion.beneficiaries if left_out else frozenset()


def _articles(work: UnitOfWork) -> tuple[str, ...]:
    return (work.bylaws.cite("payment"),)
