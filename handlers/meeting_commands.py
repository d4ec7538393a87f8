"""The commands of meetings, and of what is sent to many."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.chat import Command
from assistant.domain.broadcasts import Reach
from assistant.marks import N_
from assistant.services.permissions import Action
from handlers.ballot import cast
from handlers.broadcast import broadcast
from handlers.broadcasts import manage
from handlers.checkin import check_in_code
from handlers.convene import convene
from handlers.convocations import convocations
from handlers.minutes import minutes
from handlers.proxy import proxy
from handlers.proxy_entry import enter_proxy
from handlers.session import session


def of_proxies() -> Iterator[Command]:
    """A member's vote in the hands of another."""
    given = ("proxy", "meeting", "state", "forwarded_to")
    yield Command(
        "proxy", {"fr": "procuration"}, N_("Let another member vote for you"), proxy, Action.USE_OWN_FILE, gives=given
    )
    yield Command(
        "enter-proxy",
        {"fr": "saisir-procuration"},
        N_("Enter a proxy that came in writing"),
        enter_proxy,
        Action.CONVENE,
        menu=False,
        gives=given,
    )


def of_the_room() -> Iterator[Command]:
    """A meeting while it is held."""
    counts = ("meeting", "present", "represented", "required", "reached", "base", "there", "could_count", "void")
    votes = ("resolution", "state", "in_favour", "against", "abstaining", "adopted")
    yield Command(
        "session",
        {"fr": "seance"},
        N_("Hold a meeting: check in, open, count, vote, close"),
        session,
        Action.HOLD_MEETING,
        gives=(*counts, "member", "chair", "secretary", "payers", *votes),
    )
    own = Action.USE_OWN_FILE
    yield Command(
        "checkin",
        {"fr": "pointage"},
        N_("Your code for the door of today's meeting"),
        check_in_code,
        own,
        gives=("meeting", "code"),
    )
    gives = (*votes, "elector", "choice")
    yield Command("ballot", {"fr": "vote"}, N_("Vote in an open meeting"), cast, own, menu=False, gives=gives)


def of_convening() -> Iterator[Command]:
    """The bureau calls the members to meetings."""
    yield Command(
        "convene",
        {"fr": "convoquer"},
        N_("Call the members to a meeting or an assembly"),
        convene,
        Action.CONVENE,
        gives=("meeting", "recipients", "state", "votes"),
    )
    yield Command(
        "notices",
        {"fr": "convocations"},
        N_("Agree to a meeting, change it, call it off, see who was reached"),
        convocations,
        Action.CONVENE,
        gives=("meeting", "recipients", "state", "votes", "broadcast", "complete", "member", "told_by", *Reach),
    )
    yield Command(
        "minutes",
        {"fr": "pv"},
        N_("The minutes of a meeting"),
        minutes,
        Action.WRITE_MINUTES,
        gives=("minutes", "state", "broadcast", "recipients"),
    )


def of_writing_to_many() -> Iterator[Command]:
    """Messages to an audience, and what became of them."""
    yield Command(
        "broadcast",
        {"fr": "diffuser"},
        N_("Write to all members, or to some of them"),
        broadcast,
        Action.DRAFT_BROADCAST,
        gives=("broadcast", "recipients", "state"),
    )
    yield Command(
        "broadcasts",
        {"fr": "diffusions"},
        N_("Who was reached by what was sent; stop it or correct it"),
        manage,
        Action.DRAFT_BROADCAST,
        gives=("broadcast", "recipients", "state", "complete", *Reach),
    )
