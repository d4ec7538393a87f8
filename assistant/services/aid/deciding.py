"""The bureau decides on claims (art. 14, 25, 34): it says what the text leaves open, then all who sit vote.

One round approves the claim, its payment and its contribution together. What the bylaws make of the claim is judged
again before each vote; votes on what is no longer so do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.aid import Assessment, EventKind
from assistant.domain.claims import STANDING, ClaimDecision, ClaimState, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.documents import Document
from assistant.domain.errors import BeforeBooksError, MbongiError, RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Status, StatusChange
from assistant.domain.orders import Choice, NewOrder, OrderKind
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.rules.approval import Outcome, Round
from assistant.services import books, orders, receipts, rounds
from assistant.services.accrual import ACCRUED_ON
from assistant.services.aid import levies, news
from assistant.services.aid.judging import LOCK, WAITING, assess, choices, judge, stands, votable
from assistant.services.aid.reviewing import review
from assistant.services.permissions import Action, require

_ENDS = {Outcome.APPROVED: ClaimState.APPROVED, Outcome.REFUSED: ClaimState.REFUSED}


def queue(work: UnitOfWork, actor: Actor) -> list[FiledClaim]:
    """Those that nobody has decided: first what needs the bureau, then what waits or what the bylaws refuse."""
    require(work, actor, Action.DECIDE_CLAIMS)
    return sorted(work.claims.undecided(), key=lambda filed: (not news.needs_bureau(work, filed), filed.id))


def get(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim | None:
    """One claim, whatever became of it; judged by what is known now while it is declared."""
    require(work, actor, Action.DECIDE_CLAIMS)
    if work.claims.get(claim) is None:
        return None
    return _judged(work, claim)


def of_member(work: UnitOfWork, actor: Actor, member: str) -> list[FiledClaim]:
    """Those that concern the member or that the member has declared, whatever became of them, oldest first."""
    require(work, actor, Action.DECIDE_CLAIMS)
    return work.claims.concerning(member)


def stand(work: UnitOfWork, filed: FiledClaim) -> Round:
    """Where the present round stands."""
    return rounds.stand(work, news.motion(work, filed))


def check_vote(work: UnitOfWork, actor: Actor, filed: FiledClaim) -> None:
    """RefusedError where the actor has no say on it: NOT_AUTHORISED, SELF_CONFIRMATION, ALREADY_DECIDED."""
    require(work, actor, Action.DECIDE_CLAIMS)
    if filed.state is not ClaimState.DECLARED:
        raise RefusedError(stands(work, filed))
    rounds.require_voter(work, actor.name, news.motion(work, filed))


def check_choice(work: UnitOfWork, filed: FiledClaim, choice: Choice) -> None:
    """RefusedError where the bylaws leave nothing to vote on: with their reason; FUTURE_DATE before a planned event."""
    verdict = filed.verdict
    waits = verdict is not None and verdict.reason in WAITING
    if votable(work, filed) or (waits and choice is Choice.REFUSE):
        return
    if verdict is not None and verdict.allowed:
        figures = {"opens_on": filed.told.event_on}
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE, figures=figures))
    reason = Reason(verdict.reason) if verdict and verdict.reason else Reason.BUREAU_DECISION_REQUIRED
    articles = verdict.articles if verdict else ()
    raise RefusedError(Decision(allowed=False, reason=reason, articles=articles))


def vote(
    work: UnitOfWork, actor: Actor, claim: int, choice: Choice, reason: str | None = None, *, round_: int | None = None
) -> tuple[FiledClaim, Round]:
    """The actor's answer; the last one needed ends the round. A later answer replaces an earlier one.

    `round_`: the one whose card was answered. RefusedError: as `check_vote`; REASON_REQUIRED; what the bylaws say where
    it cannot be approved; JUDGED_AGAIN where they say something else than on that card.
    """
    require(work, actor, Action.DECIDE_CLAIMS)
    _hold(work)
    found = _judged(work, claim)
    check_vote(work, actor, found)
    if round_ is not None and round_ != found.round:
        raise RefusedError(_no(work, Reason.JUDGED_AGAIN))
    check_choice(work, found, choice)
    standing = rounds.cast(work, actor, news.motion(work, found), choice, reason)
    if standing.outcome is Outcome.WAITING:
        news.voted(work, found, actor.name)
        return found, standing
    return _end(work, actor, found, standing), standing


def rule(work: UnitOfWork, actor: Actor, claim: int, kind: EventKind) -> FiledClaim:
    """The bureau takes it for that kind, where the text leaves it open (art. 34); the vote comes after.

    RefusedError: as `check_vote`, BUREAU_DECISION_REQUIRED for a kind that is not open to it.
    """
    require(work, actor, Action.DECIDE_CLAIMS)
    found = _judged(work, claim)
    check_vote(work, actor, found)
    if kind not in choices(found):
        raise RefusedError(_no(work, Reason.BUREAU_DECISION_REQUIRED))
    work.claims.rule(found.id, kind)
    return _changed(work, actor, found, "claim_ruled", kind=kind)


def link(work: UnitOfWork, actor: Actor, claim: int, other: int) -> FiledClaim:
    """Both are about one event: it calls its contribution once, and was announced by whoever told of it first.

    RefusedError: NOT_AUTHORISED, ALREADY_DECIDED; BUREAU_DECISION_REQUIRED where there is no such other claim.
    """
    require(work, actor, Action.DECIDE_CLAIMS)
    found, known = _judged(work, claim), work.claims.get(other)
    check_vote(work, actor, found)
    if known is None or known.id == found.id or known.state not in {ClaimState.DECLARED, ClaimState.APPROVED}:
        raise RefusedError(_no(work, Reason.BUREAU_DECISION_REQUIRED))
    work.claims.move(found.id, known.event)
    _announce_once(work, known.event)
    return _changed(work, actor, found, "claim_linked", event=known.event)


def part(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """It is about an event of its own. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED."""
    require(work, actor, Action.DECIDE_CLAIMS)
    found = _judged(work, claim)
    check_vote(work, actor, found)
    event = work.claims.open_event()
    work.claims.move(found.id, event)
    return _changed(work, actor, found, "claim_parted", event=event)


def date_announcement(work: UnitOfWork, actor: Actor, claim: int, day: date) -> FiledClaim:
    """The association learned of it that day: what was paid from then on betters nothing (art. 9).

    RefusedError: NOT_AUTHORISED, ALREADY_DECIDED, FUTURE_DATE after the declaration, PAST_DATE before the event.
    """
    require(work, actor, Action.DECIDE_CLAIMS)
    found = _judged(work, claim)
    check_vote(work, actor, found)
    if day > found.declared_on:
        raise RefusedError(_no(work, Reason.FUTURE_DATE))
    if day < min(found.told.event_on, found.declared_on):
        raise RefusedError(_no(work, Reason.PAST_DATE))
    work.claims.date_announcement(found.id, day)
    return _changed(work, actor, found, "claim_announcement_dated", day=day.isoformat())


def see(work: UnitOfWork, actor: Actor, claim: int) -> list[Document]:
    """The documents that are still kept; that the actor saw them is noted. RefusedError: NOT_AUTHORISED."""
    require(work, actor, Action.DECIDE_CLAIMS)
    found = _get(work, claim)
    kept = [document for document in work.documents.about(found.subject) if document.erased_at is None]
    for document in kept:
        work.documents.see(document.id, actor.name)
    if kept:
        shown = [document.id for document in kept]
        work.audit.record(actor, "documents_seen", {"member": found.told.concerns, "claim": claim, "documents": shown})
        news.changed(work, found)
    return kept


def death_of(history: Sequence[StatusChange], died_on: date) -> StatusChange:
    """How an approved death stands on the register, after what is known of the member."""
    return StatusChange(max(died_on, history[-1].since), Status.DECEASED)


def settle(work: UnitOfWork) -> None:
    """Ask who has joined the bureau since, or about what has happened now; end rounds with nobody left to ask."""
    _hold(work)
    for filed in work.claims.undecided():
        # As it is by now: what was decided a moment ago may have changed what the bylaws say of it.
        now = _get(work, filed.id)
        if news.needs_bureau(work, now):
            _settle(work, now)


def _announce_once(work: UnitOfWork, event: int) -> None:
    """What happened was announced by whoever told of it first, whichever claim was linked to whichever."""
    claims = [filed for filed in work.claims.on_event(event) if filed.state in STANDING]
    first = min(filed.announced_on for filed in claims)
    for filed in claims:
        if filed.state is ClaimState.DECLARED and filed.announced_on > first:
            work.claims.date_announcement(filed.id, first)


def _settle(work: UnitOfWork, filed: FiledClaim) -> None:
    standing = stand(work, filed)
    if standing.outcome is Outcome.WAITING or (standing.outcome is Outcome.APPROVED and not votable(work, filed)):
        news.to_vote(work, filed)
        return
    # What the books do not reach back to waits for the bureau, not for every tick.
    with suppress(BeforeBooksError):
        _end(work, SCHEDULER, filed, standing)


def _changed(work: UnitOfWork, actor: Actor, filed: FiledClaim, action: str, **facts: object) -> FiledClaim:
    """Note what the bureau has said, and judge by it."""
    work.audit.record(actor, action, {"member": filed.told.concerns, "claim": filed.id, **facts})
    review(work)
    found = _get(work, filed.id)
    for event in sorted({filed.event, found.event}):
        levies.settle(work, actor, event, filed.told.concerns)
    news.changed(work, found)
    return found


def _end(work: UnitOfWork, actor: Actor, filed: FiledClaim, standing: Round) -> FiledClaim:
    """Write the decision, do what follows from it, tell who is concerned."""
    state = _ENDS[standing.outcome]
    made = assess(work, filed) if state is ClaimState.APPROVED else None
    why = rounds.why_not(work, news.motion(work, filed)) if state is ClaimState.REFUSED else None
    if not work.claims.decide(filed.id, ClaimDecision(state, actor.name, work.now, why)):
        raise RefusedError(stands(work, _get(work, filed.id)))
    sums = {"payout": made.payout, "levy": made.levy} if made else {}
    told = {"member": filed.told.concerns, "claim": filed.id, **sums}
    work.audit.record(actor, f"claim_{state.value}", told)
    work.documents.erase_at(filed.subject, work.now)
    if made is not None:
        _carry_out(work, actor, filed, made)
    ended = _get(work, filed.id)
    news.ended(work, ended)
    review(work)
    return ended


def _carry_out(work: UnitOfWork, actor: Actor, filed: FiledClaim, made: Assessment) -> None:
    _pay(work, actor, filed, made)
    levies.call(work, actor, filed, made)
    if filed.told.kind is EventKind.DEATH_MEMBER:
        _mark_deceased(work, actor, filed)


def _pay(work: UnitOfWork, actor: Actor, filed: FiledClaim, made: Assessment) -> None:
    """The order, already approved; what the member owes is kept back where the bylaws say so."""
    number = filed.told.concerns
    member = work.members.get(number)
    assert member is not None  # noqa: S101 - a claim concerns somebody on the register
    balance = books.situation_of(work, member, work.today).balance
    kept = aid.kept_back(made.payout, balance, work.bylaws, work.today)
    if kept:
        row = NewTransfer(
            Account.AID,
            member_account(number),
            kept,
            Kind.PAYOUT,
            work.today,
            filed.subject,
            key=f"set_off:{filed.subject}",
        )
        work.ledger.record([row], actor)
    if made.payout > kept:
        new = NewOrder(OrderKind.PAYOUT, number, made.payout - kept, made.kind.value, filed.subject)
        orders.propose(work, actor, new, approved=True)


def _mark_deceased(work: UnitOfWork, actor: Actor, filed: FiledClaim) -> None:
    """From the day of death on the member owes no dues and is asked for nothing."""
    member = work.members.get(filed.told.concerns)
    assert member is not None  # noqa: S101 - a claim concerns somebody on the register
    if member.status is Status.DECEASED:
        return
    death = death_of(member.history, filed.told.event_on)
    deceased = replace(member, history=(*member.history, death))
    work.members.save(deceased)
    work.audit.record(actor, "member_deceased", {"member": member.number, "since": death.since.isoformat()})
    work.book.put(ACCRUED_ON, None)
    levies.follow(work, actor, deceased, death.since)


def _hold(work: UnitOfWork) -> None:
    """What may lead to a payment holds its lock before anything is written down: that takes the ledger's."""
    work.lock(LOCK)
    work.lock(receipts.LOCK)


def _judged(work: UnitOfWork, claim: int) -> FiledClaim:
    """The claim by what is known now, which nobody else can change meanwhile."""
    work.lock(LOCK)
    found = _get(work, claim)
    try:
        judged, new = judge(work, found)
    except BeforeBooksError:
        return found
    if new:
        news.judged_again(work, judged, found.verdict)
    return judged


def _get(work: UnitOfWork, claim: int) -> FiledClaim:
    found = work.claims.get(claim)
    if found is None:
        raise MbongiError(f"there is no claim {claim}")
    return found


def _no(work: UnitOfWork, reason: Reason) -> Decision:
    return Decision(allowed=False, reason=reason, articles=(work.bylaws.cite("open_point"),))
