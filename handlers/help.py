"""`/aide`, `/confidentialite`, `/annuler`: what one can ask, what is kept, the way out."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from assistant.chat import Reply, Routes, Turn, phrases
from handlers.citing import article as cited


def help_for(routes: Callable[[], Routes]) -> Callable[[Turn], Reply]:
    """The handler of `/aide`: the commands open to whoever asks, a line each; to a stranger the way in first."""

    def help_(turn: Turn) -> Reply:
        table = routes()
        begin = () if turn.actor.member else (table.get("start"),)
        lines = [
            Markup("<cmd>{}</cmd> – {}").format(command.name, turn.t(command.summary))
            for command in (*begin, *table.menu(turn.actor))
        ]
        first = turn.t("What you can ask me, in your own words or with a command:")
        return Reply(first + Markup("\n") + Markup("\n").join(lines), personal=False)

    return help_


def privacy(turn: Turn) -> Reply:
    """What is kept and for how long, who sees it, how to have it corrected."""
    article = cited(turn.work.bylaws.cite("privacy"))
    kept = turn.work.bylaws.privacy
    text = turn.t(
        "<b>Your data serve the association alone</b> ({article}). Kept: your place on the register, your account, "
        "what you declare; what you write here for {yours}, what I write for {mine}; why you missed a meeting, for "
        "{yours} after the bureau has decided, or the year is over. You and the bureau see them; another member never "
        "does.\n"
        "Telegram keeps what is written there on its servers and could read it; on Matrix it is encrypted from end to "
        "end. Nothing medical is ever asked.\n"
        "<cmd>mydata</cmd> gives you everything that is held. To have something corrected or erased, "
        "write to the bureau; a line of the accounts is put right by another, never erased.",
        article=article,
        yours=_days(turn, kept.inbox_days.on(turn.work.today)),
        mine=_days(turn, kept.outbox_days.on(turn.work.today)),
    )
    return Reply(text, personal=False)


def _days(turn: Turn, days: int) -> Markup:
    return turn.tn("{n} day", "{n} days", days)


def cancel(turn: Turn) -> Reply:
    """`/annuler` where no question is open; an open one is cancelled by the engine."""
    return Reply(phrases.nothing_open(turn.language))
