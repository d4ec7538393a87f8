"""Which role may do what: the one table that every service asks (art. 5, 22, 25, 26, 32)."""

from __future__ import annotations

from enum import StrEnum

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import BUREAU, TREASURERS, Role, Status
from assistant.ports import UnitOfWork


class Action(StrEnum):
    """What may be permitted."""

    USE_OWN_FILE = "use_own_file"
    """See one's own balance, statement and data; change one's own settings."""
    SEE_ARREARS = "see_arrears"
    """See what others owe."""
    SEE_REGISTER = "see_register"
    ADMIT = "admit"
    INVITE = "invite"
    IMPORT = "import"
    SEND_AGAIN = "send_again"
    SET_BANK_DATE = "set_bank_date"
    PAUSE_REMINDERS = "pause_reminders"
    WARN = "warn"
    DECIDE_PAYMENTS = "decide_payments"
    CLAIM_EXPENSE = "claim_expense"
    """Propose an expense, whatever role one holds."""
    VOTE_ORDER = "vote_order"
    PAY_TRANSFER = "pay_transfer"
    PAY_CHEQUE = "pay_cheque"
    RECONCILE = "reconcile"
    """Hand in the bank's statements and say what their lines are."""
    SEE_CASH = "see_cash"
    DECIDE_CLAIMS = "decide_claims"
    """See claims to mutual aid with their documents, vote on them, announce and cancel events."""
    SEE_FUND = "see_fund"
    """See what the mutual-aid fund has paid, called and received."""
    ANSWER_HELP = "answer_help"
    """Read requests for exceptional help and propose it to the bureau."""
    CONVENE = "convene"
    """Call the members to meetings, change them, call them off; enter what members answer by letter or telephone."""
    BROADCAST = "broadcast"
    """Send to many, and say yes to what others would send."""
    DRAFT_BROADCAST = "draft_broadcast"
    """Write what the bureau may then send."""
    HOLD_MEETING = "hold_meeting"
    """Check people in, open and close a meeting, put to the vote, count."""
    WRITE_MINUTES = "write_minutes"
    JUDGE_ABSENCES = "judge_absences"
    """Excuse absences, exempt who is periodically away, warn in writing."""
    REQUEST_ASSEMBLY = "request_assembly"
    """Begin and sign a request for an extraordinary assembly."""
    ENTER = "enter"
    """Enter a charge, a credit or an opening balance by hand."""
    UNDO_ENTRY = "undo_entry"


EVERY_MEMBER = frozenset({Action.USE_OWN_FILE, Action.CLAIM_EXPENSE, Action.REQUEST_ASSEMBLY})
"""Reserved to no role; all but one's own file is for active members."""
_ROLES: dict[Action, frozenset[Role]] = {
    Action.SEE_ARREARS: BUREAU,
    Action.SEE_REGISTER: BUREAU,
    Action.ADMIT: BUREAU,
    Action.INVITE: BUREAU,
    Action.SEND_AGAIN: BUREAU,
    Action.PAUSE_REMINDERS: BUREAU,
    Action.WARN: BUREAU,
    Action.IMPORT: TREASURERS,
    Action.SET_BANK_DATE: TREASURERS,
    Action.DECIDE_PAYMENTS: TREASURERS,
    Action.VOTE_ORDER: BUREAU,
    Action.PAY_TRANSFER: TREASURERS,
    Action.PAY_CHEQUE: frozenset({Role.PRESIDENT}),
    Action.RECONCILE: TREASURERS,
    Action.SEE_CASH: BUREAU,
    Action.DECIDE_CLAIMS: BUREAU,
    Action.SEE_FUND: BUREAU | {Role.CONTROL},
    Action.ANSWER_HELP: frozenset({Role.SOCIAL}),
    Action.CONVENE: BUREAU,
    Action.BROADCAST: BUREAU,
    Action.DRAFT_BROADCAST: BUREAU | {Role.COMMUNICATION},
    Action.HOLD_MEETING: BUREAU,
    Action.WRITE_MINUTES: BUREAU,
    Action.JUDGE_ABSENCES: BUREAU,
    Action.ENTER: TREASURERS,
    Action.UNDO_ENTRY: TREASURERS | {Role.PRESIDENT},
}
_TOPICS: dict[Action, str] = {
    Action.SEE_ARREARS: "privacy",
    Action.SEE_REGISTER: "confidential_roll",
    Action.ADMIT: "admission",
    Action.INVITE: "privacy",
    Action.SEND_AGAIN: "privacy",
    Action.PAUSE_REMINDERS: "privacy",
    Action.WARN: "grave_fault",
    Action.IMPORT: "treasurer",
    Action.SET_BANK_DATE: "treasurer",
    Action.DECIDE_PAYMENTS: "treasurer",
    Action.CLAIM_EXPENSE: "expense",
    Action.VOTE_ORDER: "payment",
    Action.PAY_TRANSFER: "payment",
    Action.PAY_CHEQUE: "payment",
    Action.RECONCILE: "treasurer",
    Action.SEE_CASH: "treasurer",
    Action.DECIDE_CLAIMS: "payment",
    Action.SEE_FUND: "mutual_aid",
    Action.ANSWER_HELP: "commission",
    Action.CONVENE: "monthly_meeting",
    Action.BROADCAST: "commission",
    Action.DRAFT_BROADCAST: "commission",
    Action.HOLD_MEETING: "monthly_meeting",
    Action.WRITE_MINUTES: "secretary",
    Action.JUDGE_ABSENCES: "absence",
    Action.REQUEST_ASSEMBLY: "extraordinary_assembly",
    Action.ENTER: "treasurer",
    Action.UNDO_ENTRY: "treasurer",
}

_REASONS: dict[Action, Reason] = {Action.DECIDE_PAYMENTS: Reason.NOT_TREASURER}
"""Why not, where there is a word of its own for it."""


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor may do it: the operator and the scheduler may do all, who left keeps their own file alone."""
    if actor.kind in {ActorKind.OPERATOR, ActorKind.SCHEDULER}:
        return True
    if actor.member is None:
        return False
    if action is Action.USE_OWN_FILE:
        return True
    active = actor.member.status is Status.ACTIVE
    return active and (action in EVERY_MEMBER or bool(actor.roles & _ROLES[action]))


def of_an_office(action: Action | None) -> bool:
    """Whether it is reserved to a role: what is read there is about others."""
    return action is not None and action not in EVERY_MEMBER


def holders(action: Action) -> frozenset[Role]:
    """The roles that an action is reserved to. KeyError where every member may do it."""
    return _ROLES[action]


def require(work: UnitOfWork, actor: Actor, action: Action) -> None:
    """Raises RefusedError where the actor may not."""
    if not may(actor, action):
        raise RefusedError(denial(work, actor, action))


def denial(work: UnitOfWork, actor: Actor, action: Action) -> Decision:
    """Why the actor may not: no member, or not in the role that the article names."""
    if actor.member is None:
        return Decision(allowed=False, reason=Reason.NOT_A_MEMBER)
    if action in EVERY_MEMBER and actor.member.status is Status.SUSPENDED:
        return Decision(allowed=False, reason=Reason.SUSPENDED, articles=(work.bylaws.cite("suspension"),))
    topic = _TOPICS.get(action)
    articles = (work.bylaws.cite(topic),) if topic else ()
    figures: dict[str, object] = {"holders": sorted(holders(action))} if of_an_office(action) else {"known": True}
    if action is Action.WRITE_MINUTES and actor.member.status is Status.ACTIVE:
        figures["approved_are_open"] = True
    reason = _REASONS.get(action, Reason.NOT_AUTHORISED)
    return Decision(allowed=False, reason=reason, articles=articles, figures=figures)


def own_number(actor: Actor) -> str:
    """The actor's member number. RefusedError where they are no member."""
    if actor.member is None:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_A_MEMBER))
    return actor.member.number
