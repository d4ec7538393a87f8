"""Where a command cannot be followed: from a stranger, or in a group."""

from __future__ import annotations

from assistant.chat import HOME, Button, Reply, Turn


def stranger(turn: Turn) -> Reply:
    """A command for members, from somebody tied to no member."""
    if turn.incoming.shares_contacts:
        text = turn.t(
            "I do not know you yet. Write <cmd>start</cmd> with the code that the bureau gave you, "
            "or share your own contact if your number is on the register."
        )
    else:
        text = turn.t("I do not know you yet. Write <cmd>start</cmd> with the code that the bureau gave you.")
    begin = Button(str(turn.t("Begin")), "start")
    return Reply(text, (begin,), result={"refused": "NOT_A_MEMBER", "articles": []}, personal=False)


def group(turn: Turn) -> Reply:
    """In a group nothing personal is said."""
    there = Button(str(turn.t("Open the conversation")), url=HOME)
    return Reply(turn.t("I answer in private: write to me directly."), (there,), personal=False)
