"""Where a command cannot be followed: from a stranger, without the role, or in a group."""

from __future__ import annotations

from assistant.chat import HOME, Button, Reply, Turn


def stranger(turn: Turn) -> Reply:
    """A command for members, from somebody tied to no member."""
    text = turn.t(
        "I do not know you yet. Write <cmd>start</cmd> with the code that the bureau gave you, "
        "or share your own contact if your number is on the register."
    )
    begin = Button(str(turn.t("Begin")), "start")
    return Reply(text, (begin,), result={"refused": "NOT_A_MEMBER", "articles": []}, personal=False)


def refused(turn: Turn) -> Reply:
    """A command of a role that the member does not hold."""
    text = turn.t("This command belongs to the bureau or the treasurer. If you need it, write to the bureau.")
    result = {"refused": "NOT_AUTHORISED", "articles": [turn.work.bylaws.cite("privacy")]}
    return Reply(text, result=result, personal=False)


def group(turn: Turn) -> Reply:
    """In a group nothing personal is said."""
    there = Button(str(turn.t("Open the conversation")), url=HOME)
    return Reply(turn.t("I answer in private: write to me directly."), (there,), personal=False)
