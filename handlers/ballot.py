"""`/vote`: a vote cast in chat by who is in the room, by the buttons of the card that opened it."""

from __future__ import annotations

from markupsafe import Markup

from assistant.chat import Reply, Turn
from assistant.domain.resolutions import Ballot
from assistant.services.meetings import voting
from assistant.services.permissions import own_number
from handlers.session_words import name_of
from handlers.vote_words import FRENCH, SAID, result

_PARTS = 3


def cast(turn: Turn) -> Reply:
    """The vote, whose it is, the answer: `/vote 4 M012 pour`. Each card carries them; nothing is asked."""
    told = _told(turn)
    if told is None:
        text = turn.t("Votes are cast with the buttons that arrive when a vote is opened in a meeting.")
        return Reply(text, result={"resolution": None})
    resolution, elector, choice = told
    done = voting.cast(turn.work, turn.actor, resolution, elector, choice)
    said = turn.t(SAID[choice])
    if elector == own_number(turn.actor):
        text = turn.t("<b>Your vote is in: {choice}.</b>", choice=said)
    else:
        text = turn.t("<b>The vote of {name} is in: {choice}.</b>", name=name_of(turn, elector), choice=said)
    after = turn.t("You can change it until the vote is closed.")
    return Reply(text + Markup(" ") + after, result=result(done) | {"elector": elector, "choice": choice.value})


def _told(turn: Turn) -> tuple[int, str, Ballot] | None:
    """What the arguments say, where they say all of it."""
    if len(turn.arguments) != _PARTS or not turn.arguments[0].isdecimal():
        return None
    resolution, elector, said = int(turn.arguments[0][:18]), turn.arguments[1].upper(), turn.arguments[2].lower()
    choice = next((each for each in Ballot if said in {each.value, *FRENCH[each]}), None)
    if choice is None or turn.work.resolutions.get(resolution) is None:
        return None
    turn.arguments.clear()
    return resolution, elector, choice
