"""What the bylaws make of the claims that are declared, by all that is known now (art. 6, 8, 9, 14).

Nothing decided is judged again: a payout is never taken back, and who was refused by the bureau was refused.
`reviewing.review` judges all that wait, and tells who was told something else before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.domain.actors import SCHEDULER
from assistant.domain.aid import Assessment, Claim, Death, Document, EventKind
from assistant.domain.claims import STANDING, ClaimState, FiledClaim, LevyCall, Verdict
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Entry
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.services import books

LOCK = "claims"
"""One lock for all that is done about claims, events and contributions, taken before those of orders and the books."""
WAITING = frozenset({Reason.MISSING_DOCUMENT, Reason.POSSIBLE_DUPLICATE, Reason.BUREAU_DECISION_REQUIRED})
"""No refusals: something is still to come."""


@dataclass(slots=True)
class Known:
    """The register, the claims and the calls, read once for as many assessments as follow."""

    work: UnitOfWork
    register: dict[str, Member]
    claims: dict[int, FiledClaim]
    """By id. Whoever judges one puts it back."""
    calls: dict[int, LevyCall | None]
    """By event."""
    deaths: tuple[Death, ...]
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    """Up to today, by member, as far as they were asked for."""

    @classmethod
    def by(cls, work: UnitOfWork) -> Known:
        """All that is known in this unit."""
        claims, register = work.claims.all(), {member.number: member for member in work.members.all()}
        return cls(
            work,
            register,
            {filed.id: filed for filed in claims},
            {event.id: event.call for event in work.claims.events()},
            aid.deaths(claims, register),
        )

    def on_event(self, event: int) -> list[FiledClaim]:
        """The claims about it, whatever became of them."""
        return [filed for filed in self.claims.values() if filed.event == event]

    def entries_of(self, member: Member) -> list[Entry]:
        """The member's lines up to today. BeforeBooksError before the books open."""
        if member.number not in self.entries:
            self.entries[member.number] = books.entries_on(self.work, member, self.work.today)
        return self.entries[member.number]


def assess(work: UnitOfWork, filed: FiledClaim, known: Known | None = None) -> Assessment:
    """What the bylaws make of it today. BeforeBooksError where the books do not reach back to the day that decides."""
    return assess_with(work, filed, documents_of(work, filed), known)


def assess_with(
    work: UnitOfWork, filed: FiledClaim, documents: dict[Document, date], known: Known | None = None
) -> Assessment:
    """As `assess`, had these been handed in."""
    claim, facts = filed.claim(documents), facts_of(work, filed, known)
    books.opened_by(work, aid.judged_on(claim, facts.deaths, facts.paid_on, work.bylaws))
    return aid.assess(claim, facts, work.bylaws)


def judge(work: UnitOfWork, filed: FiledClaim, known: Known | None = None) -> tuple[FiledClaim, bool]:
    """Keep what the bylaws make of a declared claim; whether that is something else than was said before.

    It opens a new round then: votes were on what is no longer so. BeforeBooksError as `assess`.
    """
    if filed.state is not ClaimState.DECLARED:
        return filed, False
    verdict = Verdict.of(assess(work, filed, known))
    if verdict == filed.verdict:
        return filed, False
    new = not verdict.says_as(filed.verdict)
    work.claims.judge(filed.id, verdict, round_=filed.round + (new and filed.verdict is not None))
    if new:
        work.audit.record(SCHEDULER, "claim_judged", _judged(filed, verdict))
    kept = work.claims.get(filed.id)
    assert kept is not None  # noqa: S101 - it has just been judged
    return kept, new


def documents_of(work: UnitOfWork, filed: FiledClaim) -> dict[Document, date]:
    """What the bylaws ask for, and the civil day on which the first document came, be it erased since."""
    asked = aid.paper(_kind(filed), work.bylaws, filed.told.event_on)
    first = next(iter(work.documents.about(filed.subject)), None) if asked else None
    return {asked: work.local(first.kept_at).date()} if asked and first else {}


def facts_of(work: UnitOfWork, filed: FiledClaim, known: Known | None = None) -> aid.Facts:
    """What is known about the claim's member and about everybody else."""
    known = known or Known.by(work)
    member = known.register[filed.told.concerns]
    call = known.calls.get(filed.event)
    return aid.Facts(
        member,
        _entries(known, member, filed.told.event_on),
        deaths=known.deaths,
        standing=_before(known, filed),
        register=tuple(known.register.values()),
        bereaved=aid.bereaved([*known.on_event(filed.event), filed], known.register, work.bylaws),
        called_on=call.called_on if call else work.today,
        levied=call is not None and _kept_by_another(known, filed),
        paid_on=work.today,
    )


def votable(work: UnitOfWork, filed: FiledClaim) -> bool:
    """Whether the bureau may say yes: it has happened, and something is paid for it or called."""
    verdict = filed.verdict
    if filed.state is not ClaimState.DECLARED or filed.told.event_on > work.today or verdict is None:
        return False
    return verdict.allowed or bool(verdict.levied and verdict.levy)


def choices(filed: FiledClaim) -> tuple[EventKind, ...]:
    """The kinds that the bureau may take it for; its own kind where it may say that it is no duplicate."""
    if filed.state is not ClaimState.DECLARED or filed.verdict is None:
        return ()
    if filed.verdict.reason == Reason.POSSIBLE_DUPLICATE:
        return (_kind(filed),)
    if filed.ruled is None and filed.verdict.reason != Reason.BUREAU_DECISION_REQUIRED:
        return ()
    return aid.choices(filed.told.kind, filed.told.tie)


def stands(work: UnitOfWork, filed: FiledClaim) -> Decision:
    """ALREADY_DECIDED: figures `state`, `by` (a name, or nothing), `at` of what was done last."""
    last = filed.cancellation or filed.decision
    member = work.members.get(last.decided_by if last else filed.declared_by)
    at = work.local(last.decided_at if last else filed.declared_at)
    figures = {"state": filed.state.value, "by": member.name if member else "", "at": at}
    article = work.bylaws.cite("mutual_aid")
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, articles=(article,), figures=figures)


def _kind(filed: FiledClaim) -> EventKind:
    return filed.ruled or filed.told.kind


def _entries(known: Known, member: Member, event_on: date) -> list[Entry]:
    """The member's lines; of a day to come, what is owed today decides, not what will have fallen due by then."""
    today, lines = known.work.today, known.entries_of(member)
    if event_on <= today:
        return lines
    return [line for line in lines if line.due_on is None or line.due_on < today]


def _before(known: Known, filed: FiledClaim) -> tuple[Claim, ...]:
    """The claims of this member or about this event that come before it: approved, or made earlier and still open."""
    return tuple(
        other.claim({})
        for other in known.claims.values()
        if other.id != filed.id
        and (other.event == filed.event or other.told.concerns == filed.told.concerns)
        and (other.state is ClaimState.APPROVED or _open_before(other, filed))
    )


def _kept_by_another(known: Known, filed: FiledClaim) -> bool:
    """Whether the bureau has approved another claim about the event, which has called its contribution."""
    return any(other.state is ClaimState.APPROVED and other.id != filed.id for other in known.on_event(filed.event))


def _open_before(other: FiledClaim, filed: FiledClaim) -> bool:
    verdict = other.verdict
    comes_first = other.state in STANDING and aid.precedence(other) < aid.precedence(filed)
    return comes_first and verdict is not None and (verdict.allowed or verdict.reason in WAITING)


def _judged(filed: FiledClaim, verdict: Verdict) -> dict[str, object]:
    return {
        "member": filed.told.concerns,
        "claim": filed.id,
        "kind": verdict.kind,
        "allowed": verdict.allowed,
        "reason": verdict.reason,
        "basis": verdict.basis,
        "payout": verdict.payout,
        "levy": verdict.levy,
    }
