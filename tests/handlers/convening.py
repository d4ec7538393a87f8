"""A meeting that the bureau convenes in the chat: what is written until it is sent."""

from __future__ import annotations

from typing import Any

from assistant.dispatch import Outcome
from assistant.domain.convening import AgendaItem, Meeting
from assistant.i18n import language
from tests.handlers.talk import Talk, plain

FRENCH, ENGLISH = language("fr"), language("en")
PLACE = "12 rue des Lilas, Lyon"


async def tell(talk: Talk, who: str, *said: str) -> Outcome:
    """One message after the other."""
    for text in said:
        outcome = await talk.say(who, text)
    return outcome


async def convenes(talk: Talk, who: str = "sylvie", kind: str = "monthly", day: str = "2026-03-21") -> Outcome:
    """At half past two, at nobody's home, with one point of the bureau's own."""
    return await tell(talk, who, f"/convoquer {kind} {day} 14h30", PLACE, "skip", "Fête du printemps", "oui")


async def meeting(talk: Talk, number: int = 1) -> Meeting:
    """As it is kept."""
    kept = await talk.database.run(lambda work: work.meetings.get(number))
    assert kept is not None
    return kept


def read_by(talk: Talk, text: str) -> list[str]:
    """Who was sent a message that begins with it, unasked."""
    return sorted(
        message.to.chat for message in talk.paper.sent if plain(message.text).startswith(text) and not message.question
    )


def body(**more: Any) -> dict[str, Any]:
    """A meeting as plain data, in March, unless said."""
    points = [AgendaItem({"fr": "Ouverture", "en": "Opening"}, "opening"), AgendaItem({"": "Divers"}, votes=True)]
    articles = {"session": "NDZ art. 18", "second": "NDZ art. 18", "vote": "NDZ art. 16", "proxy": "NDZ art. 16"}
    articles |= {"quorum": "NDZ art. 17", "meal": "NDZ art. 15", "absence": "NDZ art. 19", "rights": "NDZ art. 7"}
    known: dict[str, Any] = {
        "meeting": "3",
        "kind": "ago",
        "on": "2026-03-14",
        "starts_at": "2026-03-14T14:30:00+01:00",
        "place": PLACE,
        "agenda": [point.plain() for point in points],
        "hosts": [],
        "purpose": None,
        "second": False,
        "first_on": None,
        "edition": 0,
        "association": "N'DZOUANA",
        "currency": "EUR",
        "proxies": True,
        "proxies_each": 1,
        "proxies_again": True,
        "meal": None,
        "meal_until": None,
        "signed_by": {"name": "Sylvie Ibara", "roles": ["secretary"]},
        "stamped_at": "2026-02-20T09:00:00+00:00",
        "issued_on": "2026-02-20",
        "articles": articles,
    }
    return known | more


def lines(text: object) -> list[str]:
    """A text, plainly, line by line."""
    return plain(str(text)).split("\n")
