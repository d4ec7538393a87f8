"""The code that a member shows at the door."""

from __future__ import annotations

import re

from assistant.domain.members import Status
from tests.handlers.assembly import convene, gather
from tests.handlers.sitting import assemble, enter
from tests.handlers.talk import Talk, member


async def test_on_the_day_the_code_stands_first_in_two_groups_of_three(talk: Talk) -> None:
    await assemble(talk)

    outcome = await talk.say("awa", "/pointage")

    first, second = talk.heard("awa").split("\n")
    assert re.fullmatch(r"\d{3} \d{3}", first)
    assert second == "Montrez ce code au bureau à l’entrée de l’assemblée générale ordinaire du 14 mars 2026."
    assert outcome.result == {"meeting": "1", "code": first.replace(" ", "")}


async def test_it_stays_the_same_all_day_and_is_each_member_s_own(talk: Talk) -> None:
    await assemble(talk)
    codes = [(await talk.say(who, "/checkin")).result for who in ("awa", "awa", "grace")]

    assert codes[0] == codes[1] != codes[2]


async def test_who_is_checked_in_reads_since_when(talk: Talk) -> None:
    await assemble(talk)
    await enter(talk, "M012")

    await talk.say("awa", "/pointage")

    assert talk.heard("awa") == (
        "Votre arrivée est notée pour l’assemblée générale ordinaire du 14 mars 2026, depuis 14 h 01."
    )


async def test_on_another_day_the_next_meeting_is_named(talk: Talk) -> None:
    await gather(talk)
    await convene(talk)

    outcome = await talk.say("awa", "/pointage")

    assert talk.heard("awa") == (
        "Il n’y a pas de réunion aujourd’hui. La prochaine est le 14 mars 2026 ; votre code sera ici ce jour-là."
    )
    assert talk.keys("awa") == ["Réunions"]
    assert outcome.result == {"refused": "NOT_YET", "articles": ["NDZ art. 19"]}


async def test_where_none_is_convened_that_is_said(talk: Talk) -> None:
    await gather(talk)

    await talk.say("awa", "/pointage")

    assert talk.heard("awa") == "Il n’y a pas de réunion aujourd’hui, et aucune n’est convoquée pour le moment."


async def test_who_is_suspended_gets_none(talk: Talk) -> None:
    await assemble(talk)
    await talk.register(member("M019", "Nadège", status=Status.SUSPENDED))

    outcome = await talk.say("nadège", "/pointage")

    assert outcome.result == {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]}
