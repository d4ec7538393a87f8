"""Events of mutual aid and the claims about them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.aid import Basis, EventKind, Tie
from assistant.domain.claims import (
    AidEvent,
    Announcement,
    ClaimDecision,
    ClaimState,
    FiledClaim,
    LevyCall,
    NewClaim,
    Verdict,
)
from storage.session import Prepared, Row, Session, binds, from_micros, to_json, to_micros
from storage.tables import aid_event as events
from storage.tables import claim as claims

_OPEN = Prepared(insert(events).values(binds(events, but=["id"])).returning(events.c.id))
_EVENT = Prepared(select(events).where(events.c.id == bindparam("row")))
_EVENTS = Prepared(select(events).order_by(events.c.id))
_CALL = Prepared(
    text(
        """UPDATE aid_event SET called_on = :called_on, levy_cents = :cents, due_on = :due_on
 WHERE id = :row AND called_on IS NULL"""
    )
)
_UNCALL = Prepared(text("UPDATE aid_event SET called_on = NULL, levy_cents = NULL, due_on = NULL WHERE id = :row"))
_ANNOUNCE = Prepared(
    text(
        """UPDATE aid_event SET announced_by = :by, announced_at = :at, announcement = :text
 WHERE id = :row AND announced_at IS NULL"""
    )
)
_ADD = Prepared(insert(claims).values(binds(claims, but=["id"])).returning(claims.c.id))
_all = select(claims)
_ALL = Prepared(_all.order_by(claims.c.id))
_GET = Prepared(_all.where(claims.c.id == bindparam("row")))
_ON_EVENT = Prepared(_all.where(claims.c.event == bindparam("row")).order_by(claims.c.id))
_theirs = or_(claims.c.concerns == bindparam("number"), claims.c.declared_by == bindparam("number"))
_CONCERNING = Prepared(_all.where(_theirs).order_by(claims.c.id))
_within = and_(claims.c.event_on >= bindparam("first"), claims.c.event_on <= bindparam("last"))
_BETWEEN = Prepared(_all.where(_within).order_by(claims.c.id))
_UNDECIDED = Prepared(_all.where(claims.c.state == ClaimState.DECLARED.value).order_by(claims.c.id))
_JUDGE = Prepared(text("UPDATE claim SET verdict = :verdict, round = :round WHERE id = :row"))
_RULE = Prepared(text("UPDATE claim SET ruled = :kind WHERE id = :row"))
_MOVE = Prepared(text("UPDATE claim SET event = :event WHERE id = :row"))
_DATE = Prepared(text("UPDATE claim SET announced_on = :day WHERE id = :row"))
_CONSENT = Prepared(text("UPDATE claim SET consent = :given WHERE id = :row"))
_BRING = Prepared(text("UPDATE claim SET ceremony = :ceremony, invitation = :invitation WHERE id = :row"))
_DECIDE = Prepared(
    text(
        """UPDATE claim SET state = :after, decided_by = :by, decided_at = :at, reason = :reason
 WHERE id = :row AND state = 'declared'"""
    )
)
_CANCEL = Prepared(
    text(
        """UPDATE claim SET state = :after, cancelled_by = :by, cancelled_at = :at, cancel_reason = :reason
 WHERE id = :row AND state = 'approved'"""
    )
)
_UNDECIDED_YET = dict.fromkeys(
    (
        "ruled",
        "verdict",
        "decided_by",
        "decided_at",
        "reason",
        "cancelled_by",
        "cancelled_at",
        "cancel_reason",
    )
)
_NOT_YET = dict.fromkeys(("called_on", "levy_cents", "due_on", "announced_by", "announced_at", "announcement"))


class Claims:
    """See `assistant.ports.Claims`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def open_event(self) -> int:
        """The new event's id."""
        return int(self._session.all(_OPEN, opened_at=self._now, **_NOT_YET)[0][0])

    def event(self, event: int) -> AidEvent | None:
        """The event."""
        row = self._session.one(_EVENT, row=event)
        return _event(row) if row else None

    def events(self) -> list[AidEvent]:
        """Oldest first."""
        return list(map(_event, self._session.all(_EVENTS)))

    def call(self, event: int, call: LevyCall) -> bool:
        """Compare-and-set: of two that call at once, one wins."""
        called, due = call.called_on.isoformat(), call.due_on.isoformat()
        return self._session.run(_CALL, row=event, called_on=called, cents=call.cents, due_on=due) == 1

    def uncall(self, event: int) -> None:
        """It may be called again."""
        self._session.run(_UNCALL, row=event)

    def announce(self, event: int, announcement: Announcement) -> bool:
        """Compare-and-set: of two that announce at once, one wins."""
        at = to_micros(announcement.at)
        return self._session.run(_ANNOUNCE, row=event, by=announcement.by, at=at, text=announcement.text) == 1

    def add(
        self,
        new: NewClaim,
        event: int,
        *,
        declared_by: str,
        declared_on: date,
        announced_on: date,
        consent: bool | None,
    ) -> int:
        """The new claim's id."""
        row = self._session.all(
            _ADD,
            event=event,
            kind=new.kind.value,
            concerns=new.concerns,
            event_on=new.event_on.isoformat(),
            tie=new.tie.value,
            relative=new.relative,
            children=new.children,
            ceremony=int(new.ceremony),
            invitation=int(new.invitation),
            announced_on=announced_on.isoformat(),
            declared_on=declared_on.isoformat(),
            declared_by=declared_by,
            declared_at=self._now,
            state=ClaimState.DECLARED.value,
            round=0,
            consent=None if consent is None else int(consent),
            **_UNDECIDED_YET,
        )[0]
        return int(row[0])

    def get(self, claim: int) -> FiledClaim | None:
        """The claim."""
        row = self._session.one(_GET, row=claim)
        return _claim(row) if row else None

    def on_event(self, event: int) -> list[FiledClaim]:
        """Oldest first."""
        return list(map(_claim, self._session.all(_ON_EVENT, row=event)))

    def concerning(self, member: str) -> list[FiledClaim]:
        """That concern the member, or that the member has declared."""
        return list(map(_claim, self._session.all(_CONCERNING, number=member)))

    def between(self, first: date, last: date) -> list[FiledClaim]:
        """By the day of the event."""
        return list(map(_claim, self._session.all(_BETWEEN, first=first.isoformat(), last=last.isoformat())))

    def undecided(self) -> list[FiledClaim]:
        """Oldest first."""
        return list(map(_claim, self._session.all(_UNDECIDED)))

    def all(self) -> list[FiledClaim]:
        """Oldest first."""
        return list(map(_claim, self._session.all(_ALL)))

    def judge(self, claim: int, verdict: Verdict, *, round_: int) -> None:
        """What the bylaws make of it now."""
        self._session.run(_JUDGE, row=claim, verdict=to_json(verdict.plain()), round=round_)

    def rule(self, claim: int, kind: EventKind) -> None:
        """What the bureau takes it for."""
        self._session.run(_RULE, row=claim, kind=kind.value)

    def move(self, claim: int, event: int) -> None:
        """To another event."""
        self._session.run(_MOVE, row=claim, event=event)

    def date_announcement(self, claim: int, announced_on: date) -> None:
        """When the association learned of it."""
        self._session.run(_DATE, row=claim, day=announced_on.isoformat())

    def consent(self, claim: int, *, given: bool) -> None:
        """What the family has said."""
        self._session.run(_CONSENT, row=claim, given=int(given))

    def bring(self, claim: int, *, ceremony: bool, invitation: bool) -> None:
        """What there is."""
        self._session.run(_BRING, row=claim, ceremony=int(ceremony), invitation=int(invitation))

    def decide(self, claim: int, decision: ClaimDecision) -> bool:
        """Compare-and-set: of two that decide at once, one wins."""
        done = self._session.run(
            _CANCEL if decision.state is ClaimState.CANCELLED else _DECIDE,
            row=claim,
            after=decision.state.value,
            by=decision.decided_by,
            at=to_micros(decision.decided_at),
            reason=decision.reason,
        )
        return done == 1


def _event(row: Row) -> AidEvent:
    number, opened_at, called_on, cents, due_on, by, at, announcement = row
    call = None if called_on is None else LevyCall(date.fromisoformat(called_on), cents, date.fromisoformat(due_on))
    told = None if at is None else Announcement(by, from_micros(at), announcement)
    return AidEvent(number, from_micros(opened_at), call, told)


def _claim(row: Row) -> FiledClaim:
    number, event, kind, concerns, event_on, tie, relative, children, ceremony, invitation, *filed = row
    announced_on, declared_on, declared_by, declared_at, state, round_, ruled, consent, verdict, *decided = filed
    by, at, reason, cancelled_by, cancelled_at, cancel_reason = decided
    told = NewClaim(
        EventKind(kind),
        concerns,
        date.fromisoformat(event_on),
        Tie(tie),
        relative,
        children,
        bool(ceremony),
        bool(invitation),
    )
    return FiledClaim(
        id=number,
        event=event,
        told=told,
        announced_on=date.fromisoformat(announced_on),
        declared_on=date.fromisoformat(declared_on),
        declared_by=declared_by,
        declared_at=from_micros(declared_at),
        state=ClaimState(state),
        round=round_,
        ruled=EventKind(ruled) if ruled else None,
        consent=None if consent is None else bool(consent),
        verdict=_verdict(json.loads(verdict)) if verdict else None,
        decision=None if at is None else ClaimDecision(_decided(state), by, from_micros(at), reason),
        cancellation=_cancellation(cancelled_by, cancelled_at, cancel_reason),
    )


def _decided(state: str) -> ClaimState:
    """What was decided; a cancelled claim is one that was approved."""
    return ClaimState.APPROVED if state == ClaimState.CANCELLED else ClaimState(state)


def _cancellation(by: str, at: int | None, reason: str) -> ClaimDecision | None:
    return None if at is None else ClaimDecision(ClaimState.CANCELLED, by, from_micros(at), reason)


def _verdict(stored: dict[str, Any]) -> Verdict:
    return Verdict(
        **{
            **stored,
            "articles": tuple(stored["articles"]),
            "kind": EventKind(stored["kind"]),
            "basis": Basis(stored["basis"]),
            "judged_on": date.fromisoformat(stored["judged_on"]),
        }
    )
