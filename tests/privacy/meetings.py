"""Meetings, played out: convened, answered, held, written down, sent and published; absences, letters, a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.ports import UnitOfWork
from tests.privacy import play as stage
from tests.privacy.people import (
    ASKING,
    BROTHER,
    BUREAU,
    CONTROL,
    FORMER,
    FRIEND,
    LOST,
    MOTHER,
    NEIGHBOUR,
    PRESIDENT,
    REFUSED,
    RESIGNED,
    SECRETARY,
    SOCIAL,
    SON,
    STRANGER,
    SUSPENDED,
    TREASURER,
    WIDOW,
    WORDS,
)
from tests.privacy.play import Play, Played

HOST, GIVER, HOLDER, AWAY, TRAVELLER = NEIGHBOUR, SON, BROTHER, WIDOW, ASKING
CLAIMED, SIGNED, TOLD, ABSENT = MOTHER, FRIEND, REFUSED, LOST
"""Who began a request and who signed it, to whom alone something was written, who never came."""
MANY = (*BUREAU, HOST, HOLDER, SOCIAL, CONTROL, CLAIMED, SIGNED, TOLD)
PLACE = f"{WORDS[HOST].of('Adr')}, Lyon"
ALL_COMMANDS = (
    "/reunions",
    "/reunions 3",
    "/reunions 3 for M012",
    "/reunions pv",
    "/reunions pv 1",
    "/convocations",
    "/convocations 3 report",
    "/convoquer monthly 2026-10-10 14h30",
    "/diffusions",
    "/diffusions 1 report",
    "/diffuser",
    "/procuration",
    "/procuration retirer P-2026-0001",
    "/saisir-procuration",
    "/seance",
    "/seance 1 sheet",
    "/pointage",
    "/vote 1 M012 pour",
    "/pv",
    "/pv 1 draft",
    "/pv 1 publish",
    "/absences",
    "/absences M012",
    "/absences M021",
    "/exempter M017",
    "/petition",
    "/petition 1",
)


def played_out(folder: Path) -> Played:
    """The play, from the first convocation to the last look."""
    return stage.played_out(folder, _perform, commands=ALL_COMMANDS)


async def _perform(play: Play) -> None:
    await play.talk.database.run(_without_a_chat)
    await _a_meeting_is_convened(play)
    await _some_answer(play)
    await play.loses_the_office()
    await _some_write_to_many(play)
    await _some_ask_for_an_assembly(play)
    await _it_is_held(play)
    await _an_assembly_approves(play)
    await _minutes_leave(play)
    await _others_are_held(play)
    await _absences_are_judged(play)
    await _everybody_asks_for_everything(play)


def _without_a_chat(work: UnitOfWork) -> None:
    """The one who never comes is reached by letter, telephone and e-mail alone."""
    account = work.accounts.of_member(ABSENT)
    for each in account:
        work.accounts.save(replace(each, member=None))


async def _a_meeting_is_convened(play: Play) -> None:
    """At the home of a member."""
    await play.says(SECRETARY, "/convoquer monthly 2026-03-14 14h30", PLACE, HOST, "Projets", "oui")
    await play.says(SECRETARY, "/convocations 1 report", f"/convocations 1 told {ABSENT} call")
    await play.says(PRESIDENT, "/convoquer ago 2026-03-28 14h30", "Lyon", "skip", "standing", "oui")
    await play.says(SECRETARY, "/convocations 2 approve", "oui")


async def _some_answer(play: Play) -> None:
    await play.says(AWAY, "/reunions 1 absent", WORDS[AWAY].of("Motif"))
    await play.says(HOLDER, "/reunions 1 present", "/reunions 2 present")
    await play.says(GIVER, f"/procuration 2 {HOLDER}", "oui")
    await play.says(SECRETARY, f"/reunions 1 for {REFUSED}", "absent", WORDS[REFUSED].of("Dit"))
    await play.says(SECRETARY, f"/exempter {TRAVELLER}", "2026-03-01", "2026-03-31", WORDS[TRAVELLER].of("Loin"), "oui")
    for who in (TRAVELLER, REFUSED):
        await play.says(who, "/mesdonnees")


async def _some_write_to_many(play: Play) -> None:
    await play.says(SECRETARY, "/diffuser all", "Le portail est fermé", "oui")
    await play.says(SECRETARY, "/diffuser hand", TOLD, WORDS[TOLD].of("Texte"), "oui")


async def _some_ask_for_an_assembly(play: Play) -> None:
    """Two members first; when the bureau signs it, it may see who did."""
    await play.says(CLAIMED, "/petition", "vacancy", WORDS[CLAIMED].of("Voeu"), "oui")
    await play.says(SIGNED, "/petition 1 sign")


async def _it_is_held(play: Play) -> None:
    """Twelve are there; there is a vote on the telephones, and one of their own is minuted."""
    await _hold(
        play, 1, date(2026, 3, 14), *BUREAU, HOST, HOLDER, SOCIAL, CONTROL, CLAIMED, SIGNED, TOLD, FORMER, GIVER
    )
    await play.says(SECRETARY, "/seance 1 vote", "Le local est loué", "chat")
    await play.says(HOST, f"/vote 1 {HOST} contre")
    await play.says(HOLDER, f"/vote 1 {HOLDER} pour")
    await play.says(SECRETARY, "close", "/seance 1 close", "/pv 1 draft")
    words = f"Prix remis à {WORDS[HOST].first_name} {WORDS[HOST].last_name}"
    await play.says(SECRETARY, "/pv 1 edit", "1", words)


async def _an_assembly_approves(play: Play) -> None:
    await _hold(play, 2, date(2026, 3, 28), *MANY)
    await play.says(SECRETARY, "/pv 1 approve all", "/seance 2 close")


async def _minutes_leave(play: Play) -> None:
    """To the members whole; outside once nobody is named."""
    await play.says(SECRETARY, "/pv 1 send", "oui", "/pv 1 publish", "/pv 1 reword 1", "Un prix est remis")
    play.talk.later(hours=3)
    await play.all_sent()


async def _others_are_held(play: Play) -> None:
    """One member stays away from all of them; the last meeting is ahead."""
    for number, day in ((3, date(2026, 4, 11)), (4, date(2026, 5, 9)), (5, date(2026, 6, 13))):
        await play.says(SECRETARY, f"/convoquer monthly {day} 14h30", "Lyon", "skip", "Divers", "oui")
        await _hold(play, number, day, *BUREAU, HOST, HOLDER)
        await play.says(SECRETARY, f"/seance {number} close")
    await play.says(SECRETARY, "/convoquer monthly 2026-09-12 14h30", PLACE, HOST, "Divers", "oui")


async def _absences_are_judged(play: Play) -> None:
    await play.says(SECRETARY, f"/absences {AWAY}", "1", "refuse", WORDS[AWAY].of("Note"))
    await play.says(SECRETARY, f"/absences {ABSENT}", "warn", "oui")
    for who in BUREAU:
        await play.says(who, "/petition 1 sign")


async def _everybody_asks_for_everything(play: Play) -> None:
    await play.all_ask(SUSPENDED, RESIGNED, FRIEND, FORMER, STRANGER, CONTROL, SOCIAL, HOLDER, GIVER, *BUREAU)
    for command in (*ALL_COMMANDS, "je ne viens pas samedi", f"procuration à {WORDS[HOLDER].first_name}"):
        await play.in_a_group(command)
    for number in WORDS:
        await play.says(number, "/reunions", "/mesdonnees", "/aide", "qui vient samedi ?", "/annuler")
    play.talk.later(days=3)
    await play.all_sent()


async def _hold(play: Play, meeting: int, day: date, *there: str) -> None:
    play.talk.at(day, 13)
    await play.all_sent()
    for who in there:
        await play.says(who, "/pointage")
        await play.says(SECRETARY, f"/seance {meeting} check_in {who}")
    play.talk.later(minutes=45)
    await play.says(SECRETARY, f"/seance {meeting} open {PRESIDENT}")
    await play.says(TREASURER, f"/seance {meeting} quorum")
