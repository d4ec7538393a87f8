"""Members read approved minutes again; nobody reads a draft, and nobody who would not be sent them reads any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from assistant.domain.meetings import SessionKind
from assistant.domain.members import Status, StatusChange
from tests.handlers.declaring import gather
from tests.handlers.minuted import HELD, READ, approve, archive, files, hold, meeting_ahead
from tests.handlers.talk import Talk, member

LABEL = "Réunion mensuelle, 14 février 2026"
DAYS = tuple(HELD - timedelta(days=7 * week) for week in range(1, 13))
THE_DAY_AFTER = READ + timedelta(days=1)
OF_DRAFT = (
    "Je n’ai pas de compte rendu approuvé de cette réunion. Tant qu’il n’est pas approuvé, ce n’est qu’un projet "
    "(art. 19)."
)
NONE = (
    "Il n’y a pas de compte rendu approuvé à lire ici. Un compte rendu s’approuve à la réunion suivante, puis "
    "vous est envoyé (art. 19)."
)


@pytest.fixture
async def held(talk: Talk) -> Talk:
    """A meeting is over, and its minutes are a draft; Odile is suspended."""
    await hold(talk)
    await talk.register(member("M015", "Odile", status=Status.SUSPENDED))
    await talk.say("sylvie", "/pv 1 draft")
    return talk


@pytest.fixture
async def approved(held: Talk) -> Talk:
    """They are approved, at a meeting that is still open."""
    await approve(held)
    return held


def shown(talk: Talk, who: str) -> list[str]:
    """The days that the buttons name."""
    return [key.label.partition(", ")[2] for key in talk.to(who).keys if ", " in key.label]


async def test_a_member_finds_the_minutes_under_the_meetings_and_reads_what_was_sent(approved: Talk) -> None:
    await approved.say("sylvie", "/pv 1 send yes")
    sent, paper = approved.heard("awa"), files(approved, "awa")
    approved.at(THE_DAY_AFTER)
    await approved.say("awa", "/reunions")
    offered = approved.keys("awa")
    listed = await approved.press("awa", "Comptes rendus")
    page, on_buttons = approved.heard("awa"), approved.keys("awa")

    outcome = await approved.press("awa", LABEL)

    assert offered == ["Comptes rendus"]
    assert listed.result == {"meetings": ["1"]}
    assert page == "Comptes rendus approuvés, en commençant par la réunion la plus récente. Lequel ?"
    assert on_buttons == [LABEL]
    assert outcome.result == {"meeting": "1", "minutes": "1"}
    assert approved.heard("awa") == sent
    assert [(file.name, file.content) for file in files(approved, "awa")] == [(paper[0].name, paper[0].content)]


async def test_approved_minutes_are_there_before_they_were_sent(approved: Talk) -> None:
    outcome = await approved.say("rufin", "/reunions pv 1")

    assert outcome.result == {"meeting": "1", "minutes": "1"}
    assert approved.heard("rufin").startswith(
        "Compte rendu de la réunion mensuelle du 14 février 2026, approuvé le 14 mars 2026 (art. 19).\n"
    )


async def test_who_joined_since_reads_them_too(approved: Talk) -> None:
    await approved.register(member("M030", "Nadège", joined_on=READ, since=READ))

    outcome = await approved.say("nadège", "/reunions pv")

    assert outcome.result == {"meetings": ["1"]}


async def test_a_draft_is_neither_offered_nor_read(held: Talk) -> None:
    await held.say("awa", "/reunions")
    offered = held.keys("awa")
    await held.press("awa", "Annuler")
    page = await held.say("awa", "/reunions pv")
    said = held.heard("awa")

    outcome = await held.say("awa", "/reunions pv 1")

    assert "Comptes rendus" not in offered
    assert (page.result, said) == ({"meetings": []}, NONE)
    assert outcome.result == {"refused": "MINUTES_NOT_APPROVED", "articles": ["NDZ art. 19"]}
    assert held.heard("awa") == OF_DRAFT
    assert (held.keys("awa"), files(held, "awa")) == ([], [])


@pytest.mark.parametrize("said", ["2", "99", "0", "9" * 30, "samedi", "1 2", "²", "<b>1</b>", "before", "before x"])
async def test_what_names_no_approved_minutes_is_answered_with_those_there_are(approved: Talk, said: str) -> None:
    outcome = await approved.say("awa", f"/reunions pv {said}")

    if said != "before":
        assert outcome.result == {"refused": "MINUTES_NOT_APPROVED", "articles": ["NDZ art. 19"]}
        assert approved.heard("awa").startswith(OF_DRAFT + "\n")
    assert approved.keys("awa") == [LABEL]


@pytest.mark.parametrize(
    "said",
    [
        "/meetings minutes",
        "/reunions comptes-rendus",
        "/reunions Comptes rendus",
        "je voudrais lire le compte rendu de la dernière réunion",
        "Avez-vous le procès-verbal ?",
        "could I read the last minutes?",
    ],
)
async def test_they_are_asked_for_in_many_words(approved: Talk, said: str) -> None:
    outcome = await approved.say("awa", said)

    assert outcome.result == {"meetings": ["1"]}


@pytest.mark.parametrize("reason", ["Joy rédige le PV", "je me suis rendu à Brazzaville"])
async def test_the_reason_of_an_absence_may_hold_a_word_for_minutes(held: Talk, reason: str) -> None:
    outcome = await held.say("awa", f"/reunions absent {reason}")

    (said,) = (await held.database.run(lambda work: work.attendances.answers(2))).values()
    assert outcome.result == {"meeting": "2", "rsvp": "absent"}
    assert said.reason == reason


async def test_a_page_has_five_of_the_latest_meetings_and_leads_to_what_is_older(approved: Talk) -> None:
    await archive(approved, *reversed(DAYS))
    await approved.say("awa", "/reunions pv")
    first, more = shown(approved, "awa"), approved.keys("awa")[-1]
    await approved.press("awa", "Comptes rendus plus anciens")
    head, second = approved.heard("awa"), shown(approved, "awa")
    await approved.press("awa", "Comptes rendus plus anciens")

    assert more == "Comptes rendus plus anciens"
    assert len(first) == len(second) == 5
    assert first[0] == "14 février 2026"
    assert head == "Comptes rendus plus anciens. Lequel ?"
    assert shown(approved, "awa") == ["6 décembre 2025", "29 novembre 2025", "22 novembre 2025"]
    assert "Comptes rendus plus anciens" not in approved.keys("awa")
    assert len({*first, *second, *shown(approved, "awa")}) == 1 + len(DAYS)


@pytest.mark.parametrize(("others", "more"), [(4, False), (5, True)])
async def test_older_ones_are_offered_from_the_sixth_on(approved: Talk, others: int, more: bool) -> None:
    await archive(approved, *DAYS[:others])

    await approved.say("awa", "/reunions pv")

    assert (len(shown(approved, "awa")), "Comptes rendus plus anciens" in approved.keys("awa")) == (5, more)


async def test_a_second_assembly_is_told_from_the_first(approved: Talk) -> None:
    await archive(approved, date(2026, 3, 1), kind=SessionKind.AGO)
    await archive(approved, date(2026, 3, 10), kind=SessionKind.AGO, second=True)

    await approved.say("awa", "/reunions pv")

    assert approved.keys("awa") == [
        "Seconde assemblée générale ordinaire, 10 mars 2026",
        "Assemblée générale ordinaire, 1er mars 2026",
        LABEL,
    ]


async def test_an_old_page_still_leads_to_what_is_older_when_others_were_approved_since(approved: Talk) -> None:
    await archive(approved, *DAYS[:6])
    await approved.say("awa", "/reunions pv")
    before = shown(approved, "awa")
    await archive(approved, date(2026, 3, 1))

    await approved.press("awa", "Comptes rendus plus anciens")

    assert before[-1] == "17 janvier 2026"
    assert shown(approved, "awa") == ["10 janvier 2026", "3 janvier 2026"]


@pytest.mark.parametrize(
    ("status", "refused", "said"),
    [
        (
            Status.SUSPENDED,
            {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]},
            "Votre adhésion est suspendue",
        ),
        (Status.RESIGNED, {"refused": "NOT_A_MEMBER", "articles": ["NDZ art. 19"]}, "Cela est réservé aux membres"),
        (Status.RADIATED, {"refused": "NOT_A_MEMBER", "articles": ["NDZ art. 19"]}, "Cela est réservé aux membres"),
    ],
)
async def test_who_left_or_was_suspended_meanwhile_reads_none_by_a_button_they_kept(
    approved: Talk, status: Status, refused: dict[str, object], said: str
) -> None:
    await approved.say("awa", "/reunions pv")
    awa = member("M012", "Awa")
    gone = replace(awa, history=(*awa.history, StatusChange(READ, status)))
    await approved.database.run(lambda work: work.members.save(gone))

    outcome = await approved.press("awa", LABEL)
    heard, listed = approved.heard("awa"), await approved.say("awa", "/reunions pv")

    assert (outcome.result, listed.result) == (refused, refused)
    assert heard.startswith(said)
    assert files(approved, "awa") == []


async def test_a_suspended_member_is_not_offered_them(approved: Talk) -> None:
    outcome = await approved.say("odile", "/reunions")

    assert outcome.result == {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]}
    assert approved.keys("odile") == []


async def test_another_s_button_and_one_never_shown_open_nothing(approved: Talk) -> None:
    await approved.say("awa", "/reunions pv")
    key = next(key for key in approved.to("awa").keys if key.label == LABEL)

    outcome = await approved.say("odile", press=key.data, message="p1")

    assert outcome.result == {"refused": "STALE_BUTTON"}


async def test_in_a_group_nothing_is_read(approved: Talk) -> None:
    before = len(approved.paper.sent)

    await approved.say("awa", "/reunions pv 1", chat="group", private=False)

    assert all(not message.files and "14 février" not in message.text for message in approved.paper.sent[before:])


async def test_a_question_left_open_by_the_way_is_set_aside(approved: Talk) -> None:
    await approved.say("awa", "/payer")

    outcome = await approved.say("awa", "/reunions pv 1")

    assert outcome.result == {"meeting": "1", "minutes": "1"}


async def test_nothing_approved_yet_says_when_there_will_be(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("awa", "/reunions pv")

    assert outcome.result == {"meetings": []}
    assert talk.heard("awa") == NONE


async def test_a_member_who_asks_for_the_bureau_s_minutes_is_shown_the_way_to_theirs(approved: Talk) -> None:
    plain_member = await approved.say("awa", "/pv")
    said = approved.heard("awa")
    await approved.say("odile", "/pv")

    assert plain_member.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 22"]}
    assert said == (
        "Les comptes rendus sont rédigés par le bureau (art. 22). Chaque membre peut lire ceux qui sont approuvés : "
        "/reunions, puis « Comptes rendus »."
    )
    assert "Comptes rendus" not in approved.heard("odile")


async def test_in_english_too(approved: Talk) -> None:
    await approved.register(member("M012", "Awa", language="en"))
    await approved.say("awa", "/meetings")
    await approved.press("awa", "Past minutes")
    page = approved.heard("awa")
    await approved.press("awa", "Monthly meeting, 14 February 2026")

    assert page == "Approved minutes, of the latest meeting first. Which ones?"
    assert approved.heard("awa").startswith("Minutes of the monthly meeting of 14 February 2026, approved on")
    assert [file.name for file in files(approved, "awa")] == ["minutes-2026-02-14.pdf"]


async def test_the_way_is_under_the_meeting_ahead_too_and_leaves_its_question(approved: Talk) -> None:
    await approved.database.run(lambda work: meeting_ahead(work, date(2026, 4, 11)))
    approved.at(THE_DAY_AFTER)
    await approved.say("awa", "/reunions")
    asks, offered = approved.to("awa").question, approved.keys("awa")

    listed = await approved.press("awa", "Comptes rendus")

    assert (asks, offered[:3]) == ("answer", ["Je viens", "Je ne viens pas", "Comptes rendus"])
    assert approved.to("awa").question is None
    assert listed.result == {"meetings": ["1"]}
    assert await approved.database.run(lambda work: work.attendances.history(3, "M012")) == []


async def test_the_way_is_beside_several_meetings_ahead_as_well(approved: Talk) -> None:
    for day in (date(2026, 4, 11), date(2026, 5, 9)):
        await approved.database.run(partial(meeting_ahead, day=day))
    approved.at(THE_DAY_AFTER)
    await approved.say("awa", "/reunions")
    offered = approved.keys("awa")

    listed = await approved.press("awa", "Comptes rendus")

    assert offered[2] == "Comptes rendus"
    assert listed.result == {"meetings": ["1"]}


async def test_a_word_about_meetings_shows_the_way_as_well(approved: Talk) -> None:
    await approved.database.run(lambda work: meeting_ahead(work, date(2026, 4, 11)))

    await approved.say("awa", "quand est la prochaine réunion ?")

    assert approved.keys("awa")[-1] == "Comptes rendus"
