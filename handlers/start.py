"""`/start`: ties the chat account to a member, by a one-time code or by the member's own contact.

Where no contact can be shared, none is spoken of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Button, ContactShare, Option, Reply, Turn, UnfitError
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.i18n import Language, choose, language
from assistant.services import linking
from handlers.refusals import explain

_CODE = re.compile(r"[\w-]{12,}", re.ASCII)
_CODE_ALONE = re.compile(r"(?:[Ss]tart\s+)?((?![a-z]+$)[\w-]{16})", re.ASCII)
"""A word of small letters alone is taken for a word."""
_ASKED_AGAIN = frozenset({Reason.CONTACT_NOT_OWN, Reason.CONTACT_UNKNOWN, Reason.INVITATION_INVALID})


@dataclass(frozen=True, slots=True)
class InvitationCode:
    """The one-time code of an invitation, alone or after `start`; gives it. Whether it is good, the service says."""

    prompt: Markup
    options: tuple[Option, ...] = ()
    kind: str = "text"
    optional: bool = False

    def accept(self, answer: Answer) -> str:
        """The code; what does not look like one is no failed try."""
        code = _typed(answer)
        if code is None:
            sorry = answer.language.t("That is no code: a code is sixteen letters, digits or dashes in one piece.")
            raise UnfitError("CODE_NEEDED", sorry)
        return code

    def restore(self, stored: Any) -> str:
        """The code."""
        return str(stored)


def code_in(text: str) -> str | None:
    """The code, where somebody writes just that, or `start` before it."""
    found = _CODE_ALONE.fullmatch(text.strip())
    return found[1] if found else None


def start(turn: Turn) -> Reply:
    """With a code: tied at once. Without: whoever is known is greeted, others are asked for what tells who they are."""
    if turn.arguments:
        return _welcome(turn, linking.link_by_code(turn.work, turn.account, turn.arguments.pop(0)))
    if turn.actor.member is not None:
        return _greeting(turn, turn.actor.member)
    asked = _by_contact if turn.incoming.shares_contacts else _by_code
    try:
        return _welcome(turn, asked(turn))
    except RefusedError as refusal:
        raise _again(turn, refusal) from None


def _by_contact(turn: Turn) -> Member:
    """Whoever shares their own contact; a code may be typed as it is."""
    if turn.answer is not None and (code := _typed(turn.answer)):
        return linking.link_by_code(turn.work, turn.account, code)
    prompt = turn.t(
        "Hello, I am the assistant of {association}. To know who you are, I need the code that the bureau gives you, "
        "or your own contact if your number is on the register.",
        association=turn.work.bylaws.name,
    )
    return linking.link_by_contact(turn.work, turn.account, turn.ask("contact", ContactShare(prompt)))


def _by_code(turn: Turn) -> Member:
    """Whoever has the code."""
    prompt = turn.t(
        "Hello, I am the assistant of {association}. To know who you are, I need the code that the bureau gives you: "
        "write it here. If you have none yet, ask the bureau for one.",
        association=turn.work.bylaws.name,
    )
    return linking.link_by_code(turn.work, turn.account, turn.ask("code", InvitationCode(prompt)))


def _typed(answer: Answer) -> str | None:
    text = (answer.text or "").strip()
    return text if _CODE.fullmatch(text) else code_in(text)


def _again(turn: Turn, refusal: RefusedError) -> BaseException:
    """The question once more, unless trying again is of no use."""
    decision = refusal.decision
    if decision.reason not in _ASKED_AGAIN:
        return refusal
    unfit = UnfitError(str(decision.reason), explain(turn.language, decision))
    if not turn.incoming.shares_contacts:
        return turn.again("code", InvitationCode(turn.t("Send me the code that the bureau gives you.")), unfit)
    prompt = turn.t("Send me the code that the bureau gives you, or share your own contact.")
    return turn.again("contact", ContactShare(prompt), unfit)


def _welcome(turn: Turn, member: Member) -> Reply:
    """In the language that the account is answered in from now on: the member's, unless another was chosen here."""
    tied = turn.work.accounts.get(turn.account.channel, turn.account.account)
    reader = language(choose(tied.language if tied else None, turn.language.code))
    text = reader.t(
        "Hello {name}. <b>I know you from now on</b>: ask what you owe, for your statement, for an article of the "
        "bylaws. <cmd>help</cmd> shows everything, <cmd>privacy</cmd> says what is kept.",
        name=member.first_name,
    )
    return Reply(text, _first_steps(reader), result={"member": member.number}, language=reader.code)


def _greeting(turn: Turn, member: Member) -> Reply:
    text = turn.t("Hello {name}. What can I do for you?", name=member.first_name)
    return Reply(text, _first_steps(turn.language), result={"member": member.number})


def _first_steps(reader: Language) -> tuple[Button, ...]:
    return (Button(str(reader.t("Balance")), "balance"), Button(str(reader.t("Help")), "help"))
