"""Declaring what happened (art. 14): by the member concerned, or for a member's death by any other member.

A declaration pays and calls nothing. It is judged at once and kept whatever the bylaws say: what they refuse today they
may allow when another death of the month becomes known (art. 9).
"""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.aid import DEATHS, Assessment
from assistant.domain.claims import STANDING, ClaimDecision, ClaimState, FiledClaim, NewClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services.aid import levies, mourning, news
from assistant.services.aid.judging import LOCK, Known, assess_with, stands
from assistant.services.aid.reviewing import review
from assistant.services.permissions import Action, own_number, require

_NOTHING_YET = 0
"""No claim's and no event's id."""
_LACKING = frozenset({Reason.MISSING_DOCUMENT, Reason.NO_CEREMONY_OR_INVITATION})


def check(work: UnitOfWork, actor: Actor, new: NewClaim) -> None:
    """Raises RefusedError where the actor may not declare it: NOT_A_MEMBER, NOT_AUTHORISED, FUTURE_DATE, BAD_AMOUNT,
    TOO_MANY_OPEN.

    MbongiError where nobody has the number concerned, BeforeBooksError where the books begin too late to judge it.
    """
    preview(work, actor, new)


def preview(work: UnitOfWork, actor: Actor, new: NewClaim, *, document: bool = False) -> Assessment:
    """What the bylaws would make of it, with the document that they ask for or without. Raises as `check`."""
    known = Known.by(work)
    return _assess(work, known, _checked(work, actor, new, known), document=document)


def declare(
    work: UnitOfWork, actor: Actor, new: NewClaim, document: int | None = None, *, consent: bool | None = None
) -> FiledClaim:
    """Keep the claim, judge it, and judge again what it changes for others. Raises as `check`, before anything is kept.

    `document`: a draft kept under seal. `consent`: whether the family agrees to be named to the members.
    """
    work.lock(LOCK)
    known = Known.by(work)
    draft = _checked(work, actor, new, known)
    _assess(work, known, draft, document=document is not None)
    claim = _file(work, actor, draft, consent)
    if document is not None:
        work.documents.move(document, claim.subject)
    if draft.told.kind in DEATHS:
        mourning.begin(work, actor, draft.told, known.register)
    told = {"member": draft.told.concerns, "claim": claim.id, "event": claim.event, "kind": draft.told.kind}
    work.audit.record(actor, "claim_declared", told)
    review(work, but=claim.id)
    levies.settle(work, actor, claim.event, claim.told.concerns)
    filed = _get(work, claim.id)
    news.declared(work, filed)
    return filed


def hand_in(
    work: UnitOfWork,
    actor: Actor,
    claim: int,
    document: int | None = None,
    *,
    ceremony: bool | None = None,
    invitation: bool | None = None,
) -> FiledClaim:
    """What was lacking has come, or is known now; None leaves it as it was. `document`: a draft kept under seal.

    RefusedError: NOT_AUTHORISED, ALREADY_DECIDED.
    """
    found = _declared(work, actor, claim)
    if document is not None:
        work.documents.move(document, found.subject)
    held = found.told.ceremony if ceremony is None else ceremony
    invited = found.told.invitation if invitation is None else invitation
    work.claims.bring(found.id, ceremony=held, invitation=invited)
    told = {"member": found.told.concerns, "claim": found.id, "document": document}
    work.audit.record(actor, "claim_completed", {**told, "ceremony": held, "invitation": invited})
    review(work, but=found.id)
    filed = _get(work, found.id)
    news.handed_in(work, filed)
    return filed


def set_consent(work: UnitOfWork, actor: Actor, claim: int, given: bool) -> FiledClaim:
    """Whether the family agrees to be named to the members. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED."""
    work.lock(LOCK)
    found = _own(work, actor, claim)
    if found.state not in STANDING:
        raise RefusedError(stands(work, found))
    work.claims.consent(found.id, given=given)
    work.audit.record(actor, "claim_consent", {"member": found.told.concerns, "claim": found.id, "given": given})
    return _get(work, found.id)


def withdraw(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """Take back what is not decided; its documents go. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED."""
    found = _declared(work, actor, claim)
    if not work.claims.decide(found.id, ClaimDecision(ClaimState.WITHDRAWN, actor.name, work.now)):
        raise RefusedError(stands(work, _get(work, found.id)))
    work.documents.erase_at(found.subject, work.now)
    work.audit.record(actor, "claim_withdrawn", {"member": found.told.concerns, "claim": found.id})
    review(work)
    levies.settle(work, actor, found.event, found.told.concerns)
    filed = _get(work, found.id)
    mourning.end(work, SCHEDULER, filed)
    news.withdrawn(work, filed)
    return filed


def own(work: UnitOfWork, actor: Actor) -> list[FiledClaim]:
    """Those that concern the actor or that the actor has declared, oldest first."""
    require(work, actor, Action.USE_OWN_FILE)
    return work.claims.concerning(own_number(actor))


def lacking(work: UnitOfWork, actor: Actor) -> list[FiledClaim]:
    """The actor's own that wait for a document, a ceremony or an invitation."""
    waiting = (filed for filed in own(work, actor) if filed.state is ClaimState.DECLARED)
    return [filed for filed in waiting if filed.verdict is not None and filed.verdict.reason in _LACKING]


def _checked(work: UnitOfWork, actor: Actor, new: NewClaim, known: Known) -> FiledClaim:
    """The claim as it would be filed, by who may make it."""
    concerned = work.members.get(new.concerns)
    if concerned is None:
        raise MbongiError(f"no member has the number {new.concerns}")
    draft = _draft(work, actor, replace(new, concerns=concerned.number), known)
    decision = aid.may_declare(draft.claim({}), actor.member, work.bylaws)
    if not decision.allowed:
        raise RefusedError(decision)
    if new.children < 1:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT))
    waiting = sum(
        filed.declared_by == actor.name and filed.state is ClaimState.DECLARED for filed in known.claims.values()
    )
    decision = aid.may_declare_another(waiting, work.bylaws, work.today)
    if not decision.allowed:
        raise RefusedError(decision)
    return draft


def _draft(work: UnitOfWork, actor: Actor, new: NewClaim, known: Known) -> FiledClaim:
    """The claim with the event that it is about; a death is announced once, by whoever tells of it first."""
    event = aid.same_event(new, known.claims.values(), known.register)
    standing = [filed for filed in known.on_event(event) if filed.state in STANDING] if event is not None else []
    return FiledClaim(
        id=max(known.claims, default=_NOTHING_YET) + 1,
        event=_NOTHING_YET if event is None else event,
        told=new,
        announced_on=min((filed.announced_on for filed in standing), default=work.today),
        declared_on=work.today,
        declared_by=actor.name,
        declared_at=work.now,
        state=ClaimState.DECLARED,
    )


def _assess(work: UnitOfWork, known: Known, draft: FiledClaim, *, document: bool) -> Assessment:
    asked = aid.paper(draft.told.kind, work.bylaws, draft.told.event_on)
    documents = {asked: work.today} if asked and document else {}
    return assess_with(work, draft, documents, known)


def _file(work: UnitOfWork, actor: Actor, draft: FiledClaim, consent: bool | None) -> FiledClaim:
    event = work.claims.open_event() if draft.event == _NOTHING_YET else draft.event
    number = work.claims.add(
        draft.told,
        event,
        declared_by=actor.name,
        declared_on=draft.declared_on,
        announced_on=draft.announced_on,
        consent=consent,
    )
    return _get(work, number)


def _own(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """One that concerns the actor or that the actor has declared."""
    require(work, actor, Action.USE_OWN_FILE)
    found, number = work.claims.get(claim), own_number(actor)
    if found is None or number not in {found.told.concerns, found.declared_by}:
        article = work.bylaws.cite("privacy")
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(article,)))
    return found


def _declared(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """The actor's own, not decided yet, as it stands now that nobody else can change it."""
    work.lock(LOCK)
    found = _own(work, actor, claim)
    if found.state is not ClaimState.DECLARED:
        raise RefusedError(stands(work, found))
    return found


def _get(work: UnitOfWork, claim: int) -> FiledClaim:
    found = work.claims.get(claim)
    assert found is not None  # noqa: S101 - it has just been kept
    return found
