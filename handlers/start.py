"""`/start`: ties the chat account to a member, by a one-time code or by the member's own contact."""

from __future__ import annotations

from assistant.chat import Button, ContactShare, Reply, Turn
from assistant.domain.members import Member
from assistant.services import linking


def start(turn: Turn) -> Reply:
    """With a code: tied at once. Without: whoever is known is greeted, others are asked for their own contact."""
    if turn.arguments:
        return _welcome(turn, linking.link_by_code(turn.work, turn.account, turn.arguments[0]))
    if turn.actor.member is not None:
        return _welcome(turn, turn.actor.member)
    prompt = turn.t(
        "Hello, I am the assistant of {association}. To know who you are, I need the code that the bureau gives you "
        "(write <cmd>start</cmd> and the code), or your own contact if your number is on the register.",
        association=turn.work.bylaws.name,
    )
    contact = turn.ask("contact", ContactShare(prompt))
    return _welcome(turn, linking.link_by_contact(turn.work, turn.account, contact))


def _welcome(turn: Turn, member: Member) -> Reply:
    text = turn.t(
        "Hello {name}. <b>This chat is yours</b>: ask what you owe, see your statement, read the bylaws. "
        "<cmd>help</cmd> shows everything, <cmd>privacy</cmd> says what is kept.",
        name=member.first_name,
    )
    buttons = (
        Button(str(turn.t("Balance")), "balance"),
        Button(str(turn.t("Help")), "help"),
    )
    return Reply(text, buttons, result={"member": member.number})
