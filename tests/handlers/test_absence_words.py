"""A reason that has served: the bureau sees that one was given, the member that no word of it is held."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from assistant.domain.members import Role
from assistant.services.tick import tick
from tests.handlers.talk import Talk, member
from tests.services.meetings.held import DAYS, meeting

WORDS = "Opération du cœur"


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    """Jean has excused Awa's absence of January, for which she had said why."""
    talk.at(date(2026, 2, 20))
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M012", "Awa"), balance=0)
    await talk.database.run(lambda work: meeting(work, DAYS[0], ["M012"], reasons={"M012": WORDS}))
    await talk.say("jean", "/absences M012 1 excuse Certificat vu")
    return talk


async def held_about(talk: Talk, who: str) -> dict[str, Any]:
    await talk.say(who, "/mesdonnees")
    found: dict[str, Any] = json.loads(talk.to(who).files[0].content)
    return found


async def forgets(talk: Talk, days: int) -> None:
    talk.later(days=days)
    await talk.database.run(tick)


@pytest.mark.parametrize(
    ("days", "line"),
    [
        (29, f"• 10 janvier 2026 : excusée « {WORDS} » Bureau : « Certificat vu »"),
        (30, "• 10 janvier 2026 : excusée (une raison a été donnée, elle n’est plus conservée)"),
    ],
)
async def test_the_bureau_sees_the_decision_and_in_the_end_no_longer_why(bureau: Talk, days: int, line: str) -> None:
    await forgets(bureau, days)

    outcome = await bureau.say("jean", "/absences M012")

    assert line in bureau.heard("jean").splitlines()
    assert outcome.result is None
    assert "0 absence non excusée, 1 excusée" in bureau.heard("jean")


async def test_the_file_of_the_member_says_what_is_kept_and_no_more(bureau: Talk) -> None:
    before = await held_about(bureau, "awa")
    await forgets(bureau, 30)

    after = await held_about(bureau, "awa")

    (said,), (decided,) = after["answers"], after["excuses"]
    assert [(each["reason"], each["forgotten"]) for each in before["answers"]] == [(WORDS, False)]
    assert [each["note"] for each in before["excuses"]] == ["Certificat vu"]
    assert (said["answer"], said["reason"], said["forgotten"]) == ("absent", "", True)
    assert (decided["accepted"], decided["note"]) == (True, "")
    assert not [word for word in (WORDS, "Certificat") if word in json.dumps(after, ensure_ascii=False)]


async def test_the_terms_are_told_to_whoever_asks(bureau: Talk) -> None:
    await bureau.say("awa", "/confidentialite")

    assert (
        "la raison d’une absence à une réunion, pendant 30 jours après la décision du bureau ou la fin de l’année"
        in bureau.heard("awa")
    )
