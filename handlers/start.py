"""`/start`: ties the chat account to a member, by a one-time code or by the member's own contact."""

from __future__ import annotations

import re

from assistant.chat import Button, ContactShare, Reply, Turn, UnfitError
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.services import linking
from handlers.refusals import explain

_CODE = re.compile(r"[\w-]{12,}", re.ASCII)
_CODE_ALONE = re.compile(r"(?:[Ss]tart\s+)?((?![a-z]+$)[\w-]{16})", re.ASCII)
"""A word of small letters alone is taken for a word."""
_ASKED_AGAIN = frozenset({Reason.CONTACT_NOT_OWN, Reason.CONTACT_UNKNOWN, Reason.INVITATION_INVALID})


def code_in(text: str) -> str | None:
    """The code, where somebody writes just that, or `start` before it."""
    found = _CODE_ALONE.fullmatch(text.strip())
    return found[1] if found else None


def start(turn: Turn) -> Reply:
    """With a code: tied at once. Without: whoever is known is greeted, others are asked for their own contact."""
    if turn.arguments:
        return _welcome(turn, linking.link_by_code(turn.work, turn.account, turn.arguments.pop(0)))
    if turn.actor.member is not None:
        return _greeting(turn, turn.actor.member)
    prompt = turn.t(
        "Hello, I am the assistant of {association}. To know who you are, I need the code that the bureau gives you, "
        "or your own contact if your number is on the register.",
        association=turn.work.bylaws.name,
    )
    try:
        return _welcome(turn, _known_by(turn, ContactShare(prompt)))
    except RefusedError as refusal:
        raise _again(turn, refusal) from None


def _known_by(turn: Turn, question: ContactShare) -> Member:
    """Whoever the answer names: a code may be typed as it is."""
    typed = (turn.answer.text or "").strip() if turn.answer else ""
    if _CODE.fullmatch(typed):
        return linking.link_by_code(turn.work, turn.account, typed)
    return linking.link_by_contact(turn.work, turn.account, turn.ask("contact", question))


def _again(turn: Turn, refusal: RefusedError) -> BaseException:
    """The question once more, unless trying again is of no use."""
    decision = refusal.decision
    if decision.reason not in _ASKED_AGAIN:
        return refusal
    prompt = turn.t("Send me the code that the bureau gives you, or share your own contact.")
    unfit = UnfitError(str(decision.reason), explain(turn.language, decision))
    return turn.again("contact", ContactShare(prompt), unfit)


def _welcome(turn: Turn, member: Member) -> Reply:
    text = turn.t(
        "Hello {name}. <b>I know you from now on</b>: ask what you owe, for your statement, for an article of the "
        "bylaws. <cmd>help</cmd> shows everything, <cmd>privacy</cmd> says what is kept.",
        name=member.first_name,
    )
    return Reply(text, _first_steps(turn), result={"member": member.number})


def _greeting(turn: Turn, member: Member) -> Reply:
    text = turn.t("Hello {name}. What can I do for you?", name=member.first_name)
    return Reply(text, _first_steps(turn), result={"member": member.number})


def _first_steps(turn: Turn) -> tuple[Button, ...]:
    return (Button(str(turn.t("Balance")), "balance"), Button(str(turn.t("Help")), "help"))
