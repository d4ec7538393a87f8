"""The bureau convenes: what is asked, what is refused, what is shown before it leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.domain.convening import MeetingState
from assistant.domain.meetings import Purpose
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from tests.handlers.convening import PLACE, convenes, meeting, read_by, tell
from tests.handlers.declaring import gather
from tests.handlers.talk import Talk, member, plain

HEAD = "Convocation à la réunion mensuelle, samedi 21 mars 2026 à 14 h 30."


@pytest.fixture
async def bureau(talk: Talk) -> Talk:
    """Hilaire, Sylvie and Rosine, who convene, Awa and Rufin, who are convened."""
    await gather(talk)
    return talk


async def test_each_thing_is_asked_in_turn(bureau: Talk) -> None:
    asked = []
    for text in ("/convoquer", "monthly", "21 mars", "14h30", PLACE, "skip", "Divers"):
        await bureau.say("sylvie", text)
        asked.append(bureau.to("sylvie").question)

    assert asked == ["kind", "date", "time", "place", "host", "agenda", "confirm"]


async def test_all_that_the_members_will_read_is_shown_with_their_number_before_it_leaves(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convene monthly 2026-03-21 14:30", PLACE, "skip", "- Fête\n2. Divers\n\n• Fête")
    preview = bureau.heard("sylvie")
    before = read_by(bureau, HEAD)

    outcome = await bureau.press("sylvie", "Confirmer")

    assert preview == (
        "Voici ce que liront 5 membres, avec la lettre et le fichier d’agenda :\n\n"
        f"{HEAD}\n"
        f"Lieu : {PLACE}\n"
        "Ordre du jour (art. 19) :\n"
        "1. Lecture et approbation du compte rendu de la réunion précédente (vote)\n"
        "2. Fête\n"
        "3. Divers\n"
        "Si vous ne pouvez pas venir, un membre présent peut voter pour vous (art. 16).\n\n"
        "Faut-il l’envoyer ?"
    )
    assert before == []
    assert outcome.result == {"meeting": "1", "recipients": 5, "state": "convened"}
    assert read_by(bureau, HEAD) == ["awa", "hilaire", "rosine", "rufin", "sylvie"]


async def test_the_agenda_of_the_bylaws_is_taken_as_it_is_by_skipping(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 2026-03-21 14h30", PLACE, "skip", "skip", "oui")

    points = (await meeting(bureau)).agenda
    assert [point.title("fr") for point in points] == [
        "Lecture et approbation du compte rendu de la réunion précédente"
    ]


async def test_a_meeting_of_the_same_day_is_said_to_be_today(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer exceptional 05/03/2026 20h", PLACE, "skip", "Divers")

    assert "Délai court : c’est aujourd’hui ; 15 jours sont conseillés." in bureau.heard("sylvie")


async def test_a_no_convenes_nobody(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 2026-03-21 14h30", PLACE, "skip", "Divers")

    outcome = await bureau.say("sylvie", "non")

    assert outcome.result == {"cancelled": "convene"}
    assert bureau.heard("sylvie") == "Personne n’a été convoqué."
    assert await bureau.database.run(lambda work: work.meetings.all()) == []


@pytest.mark.parametrize(
    ("kind", "day", "code", "said"),
    [
        ("monthly", "11/07/2026", "NO_MEETING_MONTH", "Il n’y a pas de réunion mensuelle ce mois-là (art. 19)."),
        ("ago", "01/04/2026", "NOT_IN_MARCH", "L’assemblée générale ordinaire ne se tient pas ce mois-là (art. 18)."),
        ("exceptional", "04/03/2026", "PAST_DATE", "Ce jour est passé. Donnez-en un à venir."),
    ],
)
async def test_a_day_that_the_calendar_refuses_is_asked_again_with_the_reason(
    bureau: Talk, kind: str, day: str, code: str, said: str
) -> None:
    await bureau.say("sylvie", f"/convoquer {kind}")

    outcome = await bureau.say("sylvie", day)

    assert outcome.result == {"refused": code}
    assert bureau.heard("sylvie").startswith(said)
    assert bureau.to("sylvie").question == "date"


async def test_a_second_monthly_meeting_of_the_month_is_refused_at_its_day(bureau: Talk) -> None:
    await convenes(bureau)

    outcome = await tell(bureau, "hilaire", "/convoquer monthly", "28/03/2026")

    assert outcome.result == {"refused": "ALREADY_SCHEDULED"}


@pytest.mark.parametrize(("typed", "code"), [("9h", "PAST_DATE"), ("25h", "BAD_TIME"), ("10h01", None)])
async def test_an_hour_of_today_is_still_to_come(bureau: Talk, typed: str, code: str | None) -> None:
    await bureau.say("sylvie", "/convoquer exceptional 05/03/2026")

    outcome = await bureau.say("sylvie", typed)

    assert outcome.result == ({"refused": code} if code else None)
    assert bureau.to("sylvie").question == ("time" if code else "place")


async def test_the_couple_receives_where_both_are_members(bureau: Talk) -> None:
    await bureau.register(member("M020", "Louise", spouse="M021"), balance=0)
    await bureau.register(member("M021", "Marc", spouse="M020"), balance=0)

    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, "louise ibara", "Divers", "oui")

    assert (await meeting(bureau)).hosts == ("M020", "M021")
    assert "Lieu : chez Louise Ibara et Marc Ibara, 12 rue des Lilas, Lyon" in bureau.heard("rufin")
    assert "Repas : 5,00 € par membre, rien pour qui annonce son absence au plus tard le 14 mars" in bureau.heard(
        "rufin"
    )


@pytest.mark.parametrize("typed", ["personne", "Aucun", "skip"])
async def test_that_nobody_receives_it_can_be_said_in_words(bureau: Talk, typed: str) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, typed, "Divers", "oui")

    assert (await meeting(bureau)).hosts == ()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("mensuelle", "monthly"), ("ordinaire", "ago"), ("extraordinaire", "age"), ("exceptionnelle", "exceptional")],
)
async def test_the_kind_may_follow_the_command_in_one_word(bureau: Talk, typed: str, kind: str) -> None:
    await bureau.say("sylvie", f"/convoquer {typed}")

    assert bureau.to("sylvie").question == ("purpose" if kind == "age" else "date")


async def test_who_proposes_a_second_one_of_its_kind_reads_that_there_is_one(bureau: Talk) -> None:
    await convenes(bureau, kind="ago", day="2026-03-28")
    await tell(bureau, "hilaire", "/convoquer ago 21/03/2026 18h", PLACE, "skip", "standing")

    assert "Il y en a déjà une autre : Assemblée générale ordinaire, samedi 28 mars 2026 à 14 h 30." in bureau.heard(
        "hilaire"
    )


@pytest.mark.parametrize("typed", ["odile", "M020", "M999"])
async def test_nobody_but_an_active_member_can_be_the_host_and_nothing_is_said_of_them(
    bureau: Talk, typed: str
) -> None:
    await bureau.register(member("M020", "Odile", status=Status.SUSPENDED), balance=0)
    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE)

    outcome = await bureau.say("sylvie", typed)

    assert outcome.result == {"refused": "MEMBER_UNCLEAR"}
    assert bureau.heard("sylvie").startswith("Donnez le numéro du membre, ou ses prénom et nom en entier.")


async def test_the_assembly_takes_the_bylaws_agenda_by_one_tap_and_goes_to_the_bureau_first(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer ago 28/03/2026 14h30", PLACE, "skip")
    offered = bureau.keys("sylvie")[0]
    await bureau.press("sylvie", offered)
    preview = bureau.heard("sylvie")

    outcome = await bureau.say("sylvie", "oui")

    assert offered == "L’ordre du jour du règlement"
    assert preview.endswith(
        "L’envoi se fera dès qu’une autre personne du bureau aura donné son accord. Faut-il le soumettre au bureau ?"
    )
    assert outcome.result == {
        "meeting": "1",
        "recipients": 5,
        "state": "proposed",
        "votes": {"yes": 1, "no": 0, "waiting": 2},
    }
    assert len((await meeting(bureau)).agenda) == 6
    assert read_by(bureau, "Convocation à") == []
    assert read_by(bureau, "Assemblée générale ordinaire, samedi 28 mars 2026") == ["hilaire", "rosine"]


async def test_the_agenda_of_a_kind_without_standing_points_has_words(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer exceptional 21/03/2026 14h30", PLACE, "skip")

    outcome = await bureau.say("sylvie", "1.\n-")

    assert outcome.result == {"refused": "AGENDA_INCOMPLETE"}
    assert bureau.to("sylvie").question == "agenda"


@pytest.mark.parametrize(("day", "warned"), [("19/03/2026", True), ("20/03/2026", False)])
async def test_a_short_notice_is_said_before_it_leaves(bureau: Talk, day: str, *, warned: bool) -> None:
    await tell(bureau, "sylvie", f"/convoquer monthly {day} 14h30", PLACE, "skip", "Divers")

    said = "Délai court : c’est dans 14 jours ; 15 jours sont conseillés."
    assert (said in bureau.heard("sylvie")) is warned


async def test_who_cannot_be_reached_is_named_before_it_leaves(bureau: Talk) -> None:
    await bureau.database.run(lambda work: work.members.save(member("M030", "Nadège")))

    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, "skip", "Divers")

    assert "Voici ce que liront 6 membres" in bureau.heard("sylvie")
    assert "• Nadège Ibara" in bureau.heard("sylvie")


async def test_where_somebody_has_come_since_it_was_shown_it_is_shown_again(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, "skip", "Divers")
    await bureau.register(member("M030", "Nadège"), balance=0)

    changed = await bureau.say("sylvie", "oui")
    again = bureau.heard("sylvie")
    outcome = await bureau.say("sylvie", "oui")

    assert changed.result == {"refused": "AUDIENCE_CHANGED"}
    assert "Voici ce que liront 6 membres" in again
    assert outcome.result == {"meeting": "1", "recipients": 6, "state": "convened"}


async def test_back_at_the_preview_asks_for_the_agenda_again(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, "skip", "Divers")

    await bureau.say("sylvie", "back")

    assert bureau.to("sylvie").question == "agenda"


async def test_an_extraordinary_assembly_is_asked_its_purpose_right_after_its_kind(bureau: Talk) -> None:
    await bureau.say("sylvie", "/convoquer age")
    asked = bureau.to("sylvie").question

    await bureau.say("sylvie", "texts")

    assert asked == "purpose"
    assert bureau.to("sylvie").question == "date"


async def test_a_request_that_enough_have_signed_can_be_named_and_then_two_of_the_bureau_are_enough(
    bureau: Talk,
) -> None:
    await bureau.register(member("M004", "Paul", Role.DEPUTY_TREASURER), balance=0)

    def unit(work: UnitOfWork) -> None:
        for purpose in (Purpose.TEXTS, Purpose.DISCIPLINE):
            work.petitions.reach(work.petitions.add(purpose, "Changer l'article 12", "M012"))

    await bureau.database.run(unit)
    await tell(bureau, "sylvie", "/convoquer age", "texts")
    offered = bureau.keys("sylvie")[:2]

    await tell(bureau, "sylvie", "1", "28/03/2026", "14h30", PLACE, "skip", "Article 12", "oui")
    outcome = await tell(bureau, "hilaire", "/convocations 1 approve", "oui")

    assert list(map(plain, offered)) == ["La demande n° 1 : Changer l'article 12", "Le bureau lui-même"]
    assert (await meeting(bureau)).petition == 1
    assert outcome.result is not None
    assert outcome.result["state"] == "convened"


@pytest.mark.parametrize("who", ["awa", "rufin"])
async def test_nobody_outside_the_bureau_is_asked_anything(bureau: Talk, who: str) -> None:
    outcome = await bureau.say(who, "/convoquer monthly")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 19"]}


async def test_a_host_who_is_suspended_meanwhile_is_told_before_anything_is_sent(bureau: Talk) -> None:
    await tell(bureau, "sylvie", "/convoquer monthly 21/03/2026 14h30", PLACE, "M012", "Divers")
    awa = member("M012", "Awa", status=Status.SUSPENDED)
    await bureau.database.run(lambda work: work.members.save(replace(awa)))

    outcome = await bureau.say("sylvie", "oui")

    assert outcome.result == {"refused": "HOST_NOT_ACTIVE", "articles": ["NDZ art. 15"]}
    assert await bureau.database.run(lambda work: work.meetings.all()) == []


async def test_what_was_sent_is_in_the_state_convened(bureau: Talk) -> None:
    await convenes(bureau)

    assert (await meeting(bureau)).state is MeetingState.CONVENED


async def test_who_is_still_to_be_called_is_named_when_it_has_left(bureau: Talk) -> None:
    await bureau.database.run(lambda work: work.members.save(member("M040", "Nadège")))

    await convenes(bureau)

    said = [plain(message.text) for message in bureau.paper.sent if message.to.chat == "sylvie"]
    assert (
        "Convocation envoyée à 6 membres pour la réunion mensuelle du 21 mars 2026.\n"
        "1 d’entre eux n’a pas de messagerie ici : il faut l’appeler ou lui écrire.\n"
        "• Nadège Ibara"
    ) in said
