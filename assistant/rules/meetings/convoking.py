"""What a convocation must hold, and whose yes it needs before it leaves (art. 18-20)."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.bylaws import Bylaws, StandingItem
from assistant.domain.convening import AgendaItem
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Session, SessionKind
from assistant.rules.meetings.petitions import bureau_needed

TWO = 2
"""Whoever proposes, and one other."""


def standing_points(session: Session, bylaws: Bylaws) -> tuple[AgendaItem, ...]:
    """Those that the bylaws put on the agenda of such a session on its day, in order."""
    items = bylaws.agendas.get(session.kind, ())
    return tuple(_point(item) for item in items if item.since <= session.on)


def completed(session: Session, agenda: Sequence[AgendaItem], bylaws: Bylaws) -> tuple[AgendaItem, ...]:
    """The agenda with every standing point: those it lacks come first."""
    codes = {item.code for item in agenda}
    missing = tuple(point for point in standing_points(session, bylaws) if point.code not in codes)
    return (*missing, *agenda)


def may_have(session: Session, agenda: Sequence[AgendaItem], bylaws: Bylaws) -> Decision:
    """Whether that may be the agenda: one point at least, and no standing one dropped. Figures: `missing`, codes."""
    codes = {item.code for item in agenda}
    missing = [point.code for point in standing_points(session, bylaws) if point.code not in codes]
    sound = bool(agenda) and not missing
    return Decision(
        allowed=sound,
        reason=None if sound else Reason.AGENDA_INCOMPLETE,
        articles=(bylaws.cite(topic(session)),),
        figures={"missing": missing},
    )


def yes_needed(session: Session, sitting: int, bylaws: Bylaws, *, requested: bool, outside: bool) -> int:
    """How many of the `sitting` bureau say yes, whoever proposes it included.

    `requested`: an extraordinary assembly that enough members ask for, or that is only convened again; else three
    quarters of the bureau do (art. 20). `outside`: it is proposed by who sits in no bureau, the operator.
    """
    second = session.kind in bylaws.meetings.convocation_second_yes.on(session.on)
    chosen = (TWO if second else 1) - outside
    if session.kind is not SessionKind.AGE or requested:
        return chosen
    return max(chosen, bureau_needed(sitting, bylaws, session.on))


def topic(session: Session) -> str:
    """What is cited of the session itself."""
    match session.kind:
        case SessionKind.AGO:
            return "general_assembly"
        case SessionKind.AGE:
            return "extraordinary_assembly"
        case _:
            return "monthly_meeting"


def _point(item: StandingItem) -> AgendaItem:
    return AgendaItem(dict(item.titles), item.code, item.votes)
