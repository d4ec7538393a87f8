"""Who is told what about a claim: the bureau by a card each, whoever declared it, those who contribute.

A card carries the whole claim as plain data; what goes to members carries nothing of somebody else's file. Nobody is
written to in the name of the dead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from assistant.domain.aid import DEATHS, EventKind
from assistant.domain.claims import STANDING, AidEvent, ClaimState, FiledClaim, Verdict
from assistant.domain.members import TREASURERS, Member, Status
from assistant.domain.messages import Lane
from assistant.domain.orders import Motion
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services import rounds
from assistant.services.aid import announcing
from assistant.services.aid.conditions import conditions_of
from assistant.services.aid.judging import WAITING, choices, votable
from assistant.services.notify import replace_cards, tell, tell_roles
from assistant.services.permissions import Action

CARD = "claim_card"
NEAR = timedelta(days=7)
"""Deaths so close together may be one that two members tell with different days."""
_AWAITED = frozenset({"MISSING_DOCUMENT", "NO_CEREMONY_OR_INVITATION"})


def declared(work: UnitOfWork, filed: FiledClaim) -> None:
    """The bureau has something to decide, or a death to know of."""
    if filed.told.kind in DEATHS or needs_bureau(work, filed):
        to_vote(work, filed)


def handed_in(work: UnitOfWork, filed: FiledClaim) -> None:
    """What was lacking is there: the cards that are out show it, and the bureau is asked."""
    _supersede(work, filed)
    changed(work, filed)
    declared(work, filed)


def judged_again(work: UnitOfWork, filed: FiledClaim, before: Verdict | None) -> None:
    """The bylaws say something else than `before`: votes on that do not count, and who declared it reads what is new.

    Who declared it for somebody else was told nothing of that before either.
    """
    _supersede(work, filed)
    declared(work, filed)
    if _is_own(filed) and filed.verdict is not None and not filed.verdict.reads_as(before):
        key = f"claim_judged:{filed.id}:{filed.round}"
        _tell_declarer(work, filed, "claim_judged", key)


def withdrawn(work: UnitOfWork, filed: FiledClaim) -> None:
    """Who declared it has taken it back: the cards say so."""
    replace_cards(work, _cards(filed), card_of(work, filed), Action.DECIDE_CLAIMS)


def to_vote(work: UnitOfWork, filed: FiledClaim) -> None:
    """A card for everybody who is asked in this round; who has one already gets no other."""
    card = card_of(work, filed)
    for voter in rounds.voters(work, motion(work, filed)):
        tell(work, voter.number, CARD, card, key=f"{_round_cards(filed)}{voter.number}:")


def voted(work: UnitOfWork, filed: FiledClaim, voter: str) -> None:
    """The voter's own card shows the answer; the round goes on."""
    said = next(vote for vote in work.votes.on(motion(work, filed).subject) if vote.voter == voter)
    work.outbox.replace(f"{_round_cards(filed)}{voter}:", card_of(work, filed) | {"voted": said.choice.value})


def changed(work: UnitOfWork, filed: FiledClaim) -> None:
    """Something about it is known better: the cards show it, each with its voter's answer."""
    card = card_of(work, filed)
    if filed.state is not ClaimState.DECLARED:
        replace_cards(work, _cards(filed), card, Action.DECIDE_CLAIMS)
        return
    said = {vote.voter: {"voted": vote.choice.value} for vote in work.votes.on(motion(work, filed).subject)}
    for voter in rounds.voters(work, motion(work, filed)):
        work.outbox.revise(f"{_round_cards(filed)}{voter.number}:", card | said.get(voter.number, {}))


def ended(work: UnitOfWork, filed: FiledClaim) -> None:
    """Approved or refused: the cards show it, and who declared it reads it."""
    replace_cards(work, _cards(filed), card_of(work, filed), Action.DECIDE_CLAIMS)
    kind = f"claim_{filed.state.value}"
    _tell_declarer(work, filed, kind, f"{kind}:{filed.id}")


def cancelled(work: UnitOfWork, filed: FiledClaim) -> None:
    """Undone: the cards show it, who declared it reads why, and treasurers hear of what has to come back."""
    card = card_of(work, filed)
    replace_cards(work, _cards(filed), card, Action.DECIDE_CLAIMS)
    _tell_declarer(work, filed, "claim_cancelled", f"claim_cancelled:{filed.id}")
    if card["order"] is not None and card["order"]["state"] == "paid":
        tell_roles(work, TREASURERS, "claim_repay", card, key=_repay_cards(filed))


def repaid(work: UnitOfWork, filed: FiledClaim) -> None:
    """What had been paid is back: the cards say so."""
    card = card_of(work, filed) | {"repaid": True}
    replace_cards(work, _cards(filed), card, Action.DECIDE_CLAIMS)
    replace_cards(work, f"{_repay_cards(filed)}:", card, Action.PAY_TRANSFER)


def levy_called(work: UnitOfWork, event: AidEvent, filed: FiledClaim, numbers: Iterable[str]) -> None:
    """One short message to each who contributes; who is bereaved is named only if the family agrees."""
    told = _levy(work, event) | _bereaved(work, filed)
    for number in sorted(set(numbers) - _dead(work)):
        tell(work, number, "levy_called", told | {"number": number}, lane=Lane.BULK)


def levy_lifted(work: UnitOfWork, event: AidEvent, number: str) -> None:
    """Who turns out bereaved owes nothing after all; who turns out to be the one who died is not written to."""
    claims = [filed for filed in work.claims.on_event(event.id) if filed.told.kind is EventKind.DEATH_MEMBER]
    died = {filed.told.concerns for filed in claims if filed.state in STANDING}
    if number not in died | _dead(work):
        tell(work, number, "levy_lifted", _levy(work, event) | {"number": number})


def levy_cancelled(work: UnitOfWork, event: AidEvent, numbers: Iterable[str], reason: str) -> None:
    """Everybody who was asked for it reads that nothing is owed."""
    told = _levy(work, event) | {"reason": reason, "announced": event.announcement is not None}
    for number in sorted(set(numbers) - _dead(work)):
        tell(work, number, "levy_cancelled", told | {"number": number}, lane=Lane.BULK)


def announcement_withdrawn(work: UnitOfWork, event: AidEvent, *, but: Collection[str]) -> None:
    """Who read what the bureau announced reads that it was a mistake; `but`: who is told so with the contribution."""
    assert event.announcement is not None  # noqa: S101 - it was announced
    told = {"event": event.id, "announced_on": work.local(event.announcement.at).date().isoformat()}
    for member in sorted(announcing.told_of(work, event.id).difference(but, _dead(work))):
        key = f"announcement_withdrawn:{event.id}:{member}"
        tell(work, member, "announcement_withdrawn", told, key=key, lane=Lane.BULK)


def needs_bureau(work: UnitOfWork, filed: FiledClaim) -> bool:
    """Whether the bureau can say yes, or has to say what the text leaves open."""
    verdict = filed.verdict
    if filed.state is not ClaimState.DECLARED or verdict is None:
        return False
    return votable(work, filed) or (verdict.reason in WAITING and verdict.reason not in _AWAITED)


def motion(work: UnitOfWork, filed: FiledClaim) -> Motion:
    """What the round is about, and whom its yes would pay: for a dead member, also the spouse."""
    number = filed.told.concerns
    if filed.told.kind is not EventKind.DEATH_MEMBER:
        return filed.motion(frozenset({number}))
    register = {member.number: member for member in work.members.all()}
    return filed.motion(frozenset({number}) | aid.spouses(number, register))


def for_member(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any]:
    """The claim as who declared it reads it: without the others' claims, votes and documents.

    How somebody else stands with the association is not theirs to know (art. 5): of a member who has died they read
    what the bureau has agreed to.
    """
    hidden = {"others", "earlier", "views", "documents", "votes", "deaths", "conditions"}
    shown = {name: value for name, value in card_of(work, filed).items() if name not in hidden}
    return shown if _is_own(filed) or filed.verdict is None else shown | _of_somebody_else(filed, filed.verdict)


def card_of(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any]:
    """A claim as plain data: amounts in cents, days and instants in ISO."""
    told, event = filed.told, work.claims.event(filed.event)
    call = event.call if event else None
    declarer = work.members.get(filed.declared_by)
    return {
        "claim": filed.id,
        "event": filed.event,
        "state": filed.state.value,
        "round": filed.round,
        "kind": told.kind.value,
        "taken_for": (filed.ruled or told.kind).value,
        "tie": told.tie.value,
        "concerns": told.concerns,
        "name": _name(work.members.get(told.concerns), told.concerns),
        "relative": told.relative,
        "children": told.children,
        "ceremony": told.ceremony,
        "invitation": told.invitation,
        "event_on": told.event_on.isoformat(),
        "announced_on": filed.announced_on.isoformat(),
        "declared_on": filed.declared_on.isoformat(),
        "declared_by": _name(declarer, filed.declared_by),
        "declarer": filed.declared_by,
        "consent": filed.consent,
        "currency": work.bylaws.currency,
        "verdict": filed.verdict.plain() if filed.verdict else None,
        "awaits": filed.verdict.figures.get("document") if filed.verdict else None,
        "due_on": (call.due_on if call else aid.due_on(work.today, work.bylaws)).isoformat(),
        "called": call is not None,
        "choices": [kind.value for kind in choices(filed)],
        "others": _others(work, filed),
        "deaths": _deaths(work, filed),
        "earlier": _earlier(work, filed),
        "conditions": conditions_of(work, filed),
        "documents": [
            [kept.id, kept.media_type] for kept in work.documents.about(filed.subject) if kept.erased_at is None
        ],
        "views": _views(work, filed),
        "votes": rounds.stand(work, motion(work, filed)).counts,
        "votable": votable(work, filed),
        "opens_on": told.event_on.isoformat() if told.event_on > work.today else None,
        "article": work.bylaws.cite("payment"),
        "help_article": work.bylaws.cite("commission"),
        "articles": list(filed.verdict.articles) if filed.verdict else [],
        "order": _order(work, filed),
        "announced_at": work.local(event.announcement.at).isoformat() if event and event.announcement else None,
        **_steps(work, filed),
    }


def _tell_declarer(work: UnitOfWork, filed: FiledClaim, kind: str, key: str) -> None:
    declarer = work.members.get(filed.declared_by)
    if declarer is not None and declarer.status is not Status.DECEASED:
        tell(work, declarer.number, kind, for_member(work, filed), key=key)


def _dead(work: UnitOfWork) -> set[str]:
    return {member.number for member in work.members.all() if member.status is Status.DECEASED}


def _supersede(work: UnitOfWork, filed: FiledClaim) -> None:
    """The cards of the round before say that it is over; those of earlier ones have said so."""
    if filed.round:
        before = f"{_cards(filed)}{filed.round - 1}:"
        replace_cards(work, before, card_of(work, filed) | {"superseded": True}, Action.DECIDE_CLAIMS)


def _is_own(filed: FiledClaim) -> bool:
    return filed.declared_by == filed.told.concerns


def _of_somebody_else(filed: FiledClaim, verdict: Verdict) -> dict[str, Any]:
    agreed = filed.decision is not None and filed.decision.state is ClaimState.APPROVED
    payout = verdict.payout if agreed else 0
    known: dict[str, Any] = {
        "allowed": payout > 0,
        "reason": None,
        "articles": [],
        "figures": {},
        "overdue": None,
        "payout": payout,
    }
    return {"verdict": verdict.plain() | known, "articles": [], "votable": None, "awaits": None}


def _steps(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any]:
    """Who decided and who cancelled, when and why."""
    decided, undone = filed.decision, filed.cancellation
    return {
        "by": _decider(work, decided.decided_by) if decided else None,
        "at": work.local(decided.decided_at).isoformat() if decided else None,
        "reason": decided.reason if decided else None,
        "cancelled_by": _decider(work, undone.decided_by) if undone else None,
        "cancelled_at": work.local(undone.decided_at).isoformat() if undone else None,
        "cancel_reason": undone.reason if undone else None,
    }


def _others(work: UnitOfWork, filed: FiledClaim) -> list[dict[str, Any]]:
    """Standing claims about the same event, or about a death so close that it may be the same."""
    near = work.claims.between(filed.told.event_on - NEAR, filed.told.event_on + NEAR)
    mourned = filed.told.kind in DEATHS or filed.told.kind is EventKind.OTHER
    found = {other.id: other for other in work.claims.on_event(filed.event)}
    found |= {other.id: other for other in near if mourned and other.told.kind in {*DEATHS, EventKind.OTHER}}
    standing = (other for other in found.values() if other.id != filed.id and other.state in STANDING)
    return [
        {
            "claim": other.id,
            "name": _name(work.members.get(other.told.concerns), other.told.concerns),
            "kind": other.told.kind.value,
            "relative": other.told.relative,
            "event_on": other.told.event_on.isoformat(),
            "state": other.state.value,
            "same": other.event == filed.event,
        }
        for other in sorted(standing, key=lambda other: other.id)
    ]


def _deaths(work: UnitOfWork, filed: FiledClaim) -> int:
    """How many deaths that the annex covers fell in the month of this one (art. 9)."""
    month = (filed.told.event_on.year, filed.told.event_on.month)
    known = aid.deaths(work.claims.all(), {member.number: member for member in work.members.all()})
    return sum(
        (death.event_on.year, death.event_on.month) == month and aid.covered(death.kind, work.bylaws) for death in known
    )


def _earlier(work: UnitOfWork, filed: FiledClaim) -> list[dict[str, Any]]:
    number = filed.told.concerns
    own = (each for each in work.claims.concerning(number) if each.told.concerns == number and each.id < filed.id)
    return [
        {
            "claim": each.id,
            "kind": (each.ruled or each.told.kind).value,
            "event_on": each.told.event_on.isoformat(),
            "state": each.state.value,
        }
        for each in own
        if each.state in STANDING
    ]


def _views(work: UnitOfWork, filed: FiledClaim) -> list[list[str]]:
    return [
        [_decider(work, view.viewer) or view.viewer, work.local(view.at).isoformat()]
        for view in work.documents.views(filed.subject)
    ]


def _order(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any] | None:
    order = work.orders.caused_by(filed.subject)
    return {"order": order.id, "state": order.state.value, "cents": order.cents} if order else None


def _levy(work: UnitOfWork, event: AidEvent) -> dict[str, Any]:
    assert event.call is not None  # noqa: S101 - who tells of the contribution has called it
    return {
        "event": event.id,
        "association": work.bylaws.name,
        "cents": event.call.cents,
        "currency": work.bylaws.currency,
        "due_on": event.call.due_on.isoformat(),
        "article": work.bylaws.cite("levy"),
    }


def _bereaved(work: UnitOfWork, filed: FiledClaim) -> dict[str, Any]:
    """Who is bereaved, and of whom by kinship alone; nothing of it where the family has not agreed, or one said no."""
    standing = (other for other in work.claims.on_event(filed.event) if other.state in STANDING)
    agreed = filed.consent is True and all(other.consent is not False for other in standing)
    member = work.members.get(filed.told.concerns)
    kind = (filed.ruled or filed.told.kind).value
    return {"name": member.name if agreed and member else None, "kind": kind if agreed else None}


def _decider(work: UnitOfWork, number: str) -> str | None:
    """By name; None for who is no member."""
    member = work.members.get(number)
    return member.name if member else None


def _name(member: Member | None, number: str) -> str:
    return member.name if member else number


def _cards(filed: FiledClaim) -> str:
    return f"card:{filed.subject}:"


def _round_cards(filed: FiledClaim) -> str:
    return f"{_cards(filed)}{filed.round}:"


def _repay_cards(filed: FiledClaim) -> str:
    return f"card:repay:{filed.id}"
