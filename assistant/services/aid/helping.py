"""Exceptional help (art. 26): a member in difficulty asks, the social commission proposes, the bureau decides.

What the member writes is read by the commission alone. The bureau votes on the order that a proposal makes; the control
commission hears of each step, by its amount and its day.
"""

from __future__ import annotations

from assistant.domain.actors import Actor
from assistant.domain.claims import HelpAnswer, HelpRequest, HelpState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.members import GONE, Status
from assistant.domain.orders import NewOrder, Order, OrderKind
from assistant.ports import UnitOfWork
from assistant.services import orders, receipts
from assistant.services.aid import help_news as news
from assistant.services.permissions import Action, own_number, require


def check(work: UnitOfWork, actor: Actor) -> None:
    """RefusedError where the actor cannot ask: NOT_A_MEMBER, COMMISSION_VACANT where nobody else would read it."""
    number = own_number(actor)
    if actor.member is None or actor.member.status in {*GONE, Status.CANDIDATE}:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_A_MEMBER, figures={"known": True}))
    if not news.readers(work, number):
        raise RefusedError(_no(work, Reason.COMMISSION_VACANT))


def ask(work: UnitOfWork, actor: Actor, words: str) -> HelpRequest:
    """Put it to the social commission in the member's own words. RefusedError as `check`; MbongiError without words."""
    check(work, actor)
    if not words.strip():
        raise MbongiError("a request for help is made in a few words")
    request = work.helps.add(own_number(actor), words.strip())
    work.audit.record(actor, "help_asked", {"member": actor.name, "help": request})
    made = _get(work, request)
    news.asked(work, made)
    return made


def withdraw(work: UnitOfWork, actor: Actor, request: int) -> HelpRequest:
    """Take back one's own while the commission has not answered. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED."""
    found = work.helps.get(request)
    if found is None or found.member != own_number(actor):
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(_privacy(work),)))
    answered = _answer(work, found, HelpAnswer(HelpState.WITHDRAWN, actor.name, work.now))
    work.audit.record(actor, "help_withdrawn", {"member": found.member, "help": found.id})
    news.changed(work, answered)
    return answered


def waiting(work: UnitOfWork, actor: Actor) -> list[HelpRequest]:
    """The actor's own that the commission has not answered, oldest first."""
    require(work, actor, Action.USE_OWN_FILE)
    own = work.helps.of_member(own_number(actor))
    return [request for request in own if request.state is HelpState.ASKED]


def queue(work: UnitOfWork, actor: Actor) -> list[HelpRequest]:
    """The others' that wait for the commission, oldest first."""
    require(work, actor, Action.ANSWER_HELP)
    return [request for request in work.helps.open() if request.member != actor.name]


def get(work: UnitOfWork, actor: Actor, request: int) -> HelpRequest | None:
    """One of the others', whatever became of it. RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION for one's own."""
    require(work, actor, Action.ANSWER_HELP)
    found = work.helps.get(request)
    if found is not None:
        _check_other(work, actor, found)
    return found


def propose(work: UnitOfWork, actor: Actor, request: int, cents: int, words: str) -> tuple[HelpRequest, Order]:
    """Put a sum to the bureau, with a few words that it and the member read: its round begins.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION, ALREADY_DECIDED, BAD_AMOUNT, REASON_REQUIRED without words.
    """
    work.lock(receipts.LOCK)
    found = _to_answer(work, actor, request, words)
    if cents <= 0:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT))
    said = HelpAnswer(HelpState.PROPOSED, actor.name, work.now, words.strip(), cents)
    answered = _answer(work, found, said)
    order = orders.propose(work, actor, NewOrder(OrderKind.HELP, found.member, cents, words.strip(), found.subject))
    told = {"member": found.member, "help": found.id, "order": order.id, "cents": cents}
    work.audit.record(actor, "help_proposed", told)
    news.proposed(work, answered, order)
    return answered, order


def decline(work: UnitOfWork, actor: Actor, request: int, words: str) -> HelpRequest:
    """The commission proposes nothing; the member reads why.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION, ALREADY_DECIDED, REASON_REQUIRED without words.
    """
    found = _to_answer(work, actor, request, words)
    answered = _answer(work, found, HelpAnswer(HelpState.DECLINED, actor.name, work.now, words.strip()))
    work.audit.record(actor, "help_declined", {"member": found.member, "help": found.id})
    news.declined(work, answered)
    return answered


def stands(work: UnitOfWork, request: HelpRequest) -> Decision:
    """ALREADY_DECIDED: figures `state`, `by`, `at` of the answer."""
    said = request.answer
    member = work.members.get(said.by if said else request.member)
    at = work.local(said.at if said else request.asked_at)
    figures = {"state": request.state.value, "by": member.name if member else "", "at": at}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, articles=(_article(work),), figures=figures)


def _to_answer(work: UnitOfWork, actor: Actor, request: int, words: str) -> HelpRequest:
    """Somebody else's, that nobody has answered."""
    found = get(work, actor, request)
    if found is None:
        raise MbongiError(f"there is no request for help {request}")
    if found.state is not HelpState.ASKED:
        raise RefusedError(stands(work, found))
    if not words.strip():
        raise RefusedError(_no(work, Reason.REASON_REQUIRED))
    return found


def _check_other(work: UnitOfWork, actor: Actor, request: HelpRequest) -> None:
    if request.member == actor.name:
        raise RefusedError(_no(work, Reason.SELF_CONFIRMATION))


def _answer(work: UnitOfWork, request: HelpRequest, answer: HelpAnswer) -> HelpRequest:
    """Of two who answer at once the second reads who was first."""
    if not work.helps.answer(request.id, answer):
        raise RefusedError(stands(work, _get(work, request.id)))
    return _get(work, request.id)


def _get(work: UnitOfWork, request: int) -> HelpRequest:
    found = work.helps.get(request)
    assert found is not None  # noqa: S101 - it has just been found or kept
    return found


def _no(work: UnitOfWork, reason: Reason) -> Decision:
    return Decision(allowed=False, reason=reason, articles=(_article(work),))


def _article(work: UnitOfWork) -> str:
    return work.bylaws.cite("commission")


def _privacy(work: UnitOfWork) -> str:
    return work.bylaws.cite("privacy")
