from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.domain.meetings import SessionKind
from assistant.domain.members import Status
from tests.handlers.assembly import STARTS, convene, gather, gives, open_it
from tests.handlers.talk import Talk, member, plain

NEUTRAL = (
    "Cette procuration n’a pas pu être enregistrée : la personne choisie ne peut pas la recevoir pour cette réunion "
    "(art. 16). Choisissez un autre mandataire avant l’ouverture, ou écrivez au bureau."
)
UNCLEAR = "Donnez le numéro du membre, ou ses prénom et nom en entier."


@pytest.fixture
async def hall(talk: Talk) -> Talk:
    await gather(talk)
    await convene(talk)
    return talk


async def test_the_vote_of_one_is_put_into_the_hands_of_another(hall: Talk) -> None:
    await hall.say("awa", "/procuration")
    asked = hall.heard("awa")
    await hall.say("awa", "Élodie N’Goma")
    confirm = hall.heard("awa")
    outcome = await hall.say("awa", "oui")

    assert asked == (
        "Qui votera pour vous à l’assemblée générale ordinaire du 14 mars 2026 ? Donnez le numéro du membre, ou ses "
        "prénom et nom en entier."
    )
    assert confirm == (
        "Donner procuration à Élodie N’Goma pour l’assemblée générale ordinaire du 14 mars 2026 ? Le mandat sera "
        "transmis à cette personne, à la présidence et au bureau (art. 16)."
    )
    assert outcome.result == {
        "proxy": "1",
        "meeting": "1",
        "state": "given",
        "forwarded_to": ["president", "bureau"],
        "articles": ["NDZ art. 16"],
    }
    assert hall.heard("awa") == (
        "Élodie N’Goma votera pour vous à l’assemblée générale ordinaire du 14 mars 2026 (art. 16). Le mandat "
        "P-2026-0001 est joint ; il est transmis à Élodie N’Goma, à la présidence et au bureau.\n"
        "Il compte dès maintenant. Si Élodie N’Goma le refuse, un message vous le dira aussitôt. Vous pouvez le "
        "retirer avant l’ouverture, le 14 mars 2026 à 14 h 30 ; si vous venez finalement, vous voterez vous-même."
    )
    assert [file.name for file in hall.to("awa").files] == ["procuration-P-2026-0001.pdf"]
    assert hall.keys("awa") == ["La retirer"]


@pytest.mark.parametrize("said", ["/procuration Joy Samba", "/procuration Félix Inconnu"])
async def test_a_name_with_the_command_that_does_not_tell_who_is_said_at_once_and_not_again(
    hall: Talk, said: str
) -> None:
    await hall.say("awa", said)
    asked = hall.heard("awa")

    await hall.say("awa", "M013")

    assert asked.startswith(f"{UNCLEAR}\n\nQui votera pour vous")
    assert hall.heard("awa").startswith("Donner procuration à M013")
    assert "Je n’ai pas su quoi faire" not in hall.heard("awa")


async def test_a_word_beside_the_number_does_not_hide_it(hall: Talk) -> None:
    await hall.say("awa", "/procuration à M013 merci")

    assert hall.to("awa").question == "confirm"


async def test_the_holder_reads_what_it_takes_and_can_say_no(hall: Talk) -> None:
    await gives(hall, holder="M014")

    assert hall.heard("grace") == (
        "Awa Mabiala gives you their vote for the ordinary general assembly, Saturday 14 March 2026 at 14:30 "
        "(art. 16). The mandate P-2026-0001 is attached. It counts only if you are there: you then vote once for "
        "yourself and once for Awa Mabiala. If you cannot, say so before it opens, on 14 March 2026 at 14:30."
    )
    assert [file.name for file in hall.to("grace").files] == ["proxy-P-2026-0001.pdf"]
    assert hall.keys("grace") == ["I cannot do it"]


async def test_the_president_and_the_bureau_have_it_in_writing(hall: Talk) -> None:
    await gives(hall)

    expected = (
        "Procuration P-2026-0001 : Awa Mabiala (M012) donne procuration à Élodie N’Goma (M013) pour l’assemblée "
        "générale ordinaire du 14 mars 2026 (art. 16). Le mandat est joint."
    )
    assert [hall.heard(who) for who in ("hilaire", "jean")] == [expected, expected]
    assert len(hall.to("jean").files) == 1


async def test_a_no_at_the_end_gives_nothing(hall: Talk) -> None:
    await hall.say("awa", "/procuration M013")

    outcome = await hall.say("awa", "non")

    assert outcome.result == {"cancelled": "proxy"}
    assert await hall.database.run(lambda work: work.proxies.of_meeting(1)) == []


async def test_with_no_meeting_ahead_nothing_is_asked(talk: Talk) -> None:
    await gather(talk)
    await convene(talk, SessionKind.EXCEPTIONAL)

    outcome = await talk.say("awa", "/procuration")

    assert outcome.result == {"proxy": None}
    assert talk.to("awa").question is None


async def test_of_several_meetings_one_is_chosen(hall: Talk) -> None:
    second = await convene(hall, SessionKind.MONTHLY, STARTS + timedelta(days=28))

    await hall.say("awa", "/procuration M013")
    question, labels = hall.to("awa").question, list(map(plain, hall.keys("awa")))
    await hall.say("awa", "Réunion mensuelle")
    outcome = await hall.say("awa", "yes")

    assert question == "meeting"
    assert labels[:2] == [
        "Assemblée générale ordinaire, samedi 14 mars 2026 à 14 h 30",
        "Réunion mensuelle, samedi 11 avril 2026 à 15 h 30",
    ]
    assert outcome.result
    assert outcome.result["meeting"] == str(second)


# Whom


async def test_the_roll_is_never_offered(hall: Talk) -> None:
    await hall.say("awa", "/procuration")

    assert hall.to("awa").options == 0
    assert hall.to("awa").kind == "member"
    assert hall.keys("awa") == ["Retour", "Annuler"]


@pytest.mark.parametrize("typed", ["m013", "elodie n'goma", "N’GOMA Élodie", "N’Goma élodie"])
async def test_a_holder_is_named_by_number_or_full_name_accents_and_case_aside(hall: Talk, typed: str) -> None:
    outcome = await gives(hall, holder=typed)

    assert outcome.result
    assert outcome.result["proxy"] == "1"


@pytest.mark.parametrize("typed", ["Élodie", "N’Goma", "M0", "M099", "13", "Joy Samba", "Awa Samba"])
async def test_what_fits_nobody_or_two_gets_one_sentence(hall: Talk, typed: str) -> None:
    await hall.say("awa", "/procuration")

    refused = await hall.say("awa", typed)

    assert refused.result == {"refused": "MEMBER_UNCLEAR"}
    assert hall.heard("awa").startswith(f"{UNCLEAR}\n\n")
    assert hall.to("awa").options == 0


async def test_a_number_alone_brings_no_name_out(hall: Talk) -> None:
    await hall.say("awa", "/procuration m013")

    assert "M013 (É. N.)" in hall.heard("awa")
    assert "Élodie" not in hall.heard("awa")


async def test_oneself_is_refused_at_the_question(hall: Talk) -> None:
    refused = await hall.say("awa", "/procuration M012")

    assert refused.result == {"refused": "SELF_PROXY"}
    assert hall.to("awa").question == "holder"
    assert hall.heard("awa").startswith("On ne peut pas se donner procuration à soi-même : nommez un autre membre.")


@pytest.mark.parametrize(
    ("holder", "code"),
    [
        ("M013", "HOLDER_NOT_UP_TO_DATE"),
        ("M015", "SUSPENDED"),
        ("M016", "NOT_A_MEMBER"),
        ("Paul Okemba", "NOT_A_MEMBER"),
        ("M017", "HOLDER_GAVE_PROXY"),
        ("M014", "HOLDER_ALREADY_HAS_PROXY"),
    ],
)
async def test_whatever_stands_against_a_third_person_reads_the_same(talk: Talk, holder: str, code: str) -> None:
    await gather(talk, M013=-6001)
    await convene(talk)
    await gives(talk, "joy", "M014")

    outcome = await gives(talk, holder=holder)

    assert outcome.result
    assert outcome.result["refused"] == code
    assert talk.heard("awa") == NEUTRAL
    assert talk.keys("awa") == ["Choisir quelqu’un d’autre"]
    assert talk.to("awa").files == ()


async def test_at_sixty_euros_of_arrears_a_member_can_hold_it(talk: Talk) -> None:
    await gather(talk, M013=-6000)
    await convene(talk)

    outcome = await gives(talk)

    assert outcome.result
    assert outcome.result["proxy"] == "1"


async def test_a_namesake_who_has_left_is_not_taken_for_the_member(hall: Talk) -> None:
    await hall.register(member("M019", "Pauline", last_name="Loemba", status=Status.RESIGNED))
    former = member("M020", "Grace", last_name="Loemba", status=Status.RESIGNED)
    await hall.database.run(lambda work: work.members.save(former))

    outcome = await gives(hall, holder="Grace Loemba")

    assert outcome.result
    assert outcome.result["proxy"] == "1"


async def test_choosing_again_after_a_refusal_asks_who(hall: Talk) -> None:
    await gives(hall, holder="M015")

    await hall.press("awa", "Choisir quelqu’un d’autre")

    assert hall.to("awa").question == "holder"


# What stands against the giver is said before anybody is named


async def test_a_giver_in_arrears_reads_what_is_enough(talk: Talk) -> None:
    await gather(talk, M012=-8000)
    await convene(talk)

    outcome = await talk.say("awa", "/procuration M015")

    assert outcome.result == {"refused": "GIVER_NOT_UP_TO_DATE", "articles": ["NDZ art. 16"]}
    assert talk.heard("awa") == (
        "Vous ne pouvez pas donner procuration en l’état : il faut être à jour (art. 16). Vous devez 80,00 €. Régler "
        "20,00 € suffit pour être de nouveau à jour."
    )
    assert list(map(plain, talk.keys("awa"))) == ["Payer 20,00 €", "Payer 80,00 €"]


async def test_a_suspended_giver_reads_until_when(hall: Talk) -> None:
    outcome = await hall.say("rufin", "/procuration M013")

    assert outcome.result
    assert outcome.result["refused"] == "SUSPENDED"
    assert hall.heard("rufin") == (
        "Votre adhésion est suspendue (art. 30) : vous pourrez de nouveau donner procuration à la fin de la suspension."
    )


async def test_who_gave_already_learns_nothing_of_anybody_named_next(hall: Talk) -> None:
    await gives(hall)

    answers = []
    for named in ("M014", "M015", "M017"):
        outcome = await hall.say("awa", f"/procuration {named}")
        answers.append((outcome.result, hall.heard("awa")))

    assert answers[0] == answers[1] == answers[2]
    assert answers[0] == (
        {"refused": "GIVER_ALREADY_GAVE", "articles": ["NDZ art. 16"]},
        (
            "Élodie N’Goma vote déjà pour vous à l’assemblée générale ordinaire du 14 mars 2026 : on donne une seule "
            "procuration par réunion (art. 16). Pour la donner à quelqu’un d’autre, retirez-la d’abord, avant "
            "l’ouverture, le 14 mars 2026 à 14 h 30."
        ),
    )
    assert hall.keys("awa") == ["La retirer"]


async def test_who_carries_one_is_told_to_decline_it_first(hall: Talk) -> None:
    await gives(hall)

    outcome = await hall.say("élodie", "/procuration M014")

    assert outcome.result
    assert outcome.result["refused"] == "GIVER_HOLDS_PROXY"
    assert hall.heard("élodie").startswith("Awa Mabiala vous a donné procuration pour l’assemblée")
    assert hall.keys("élodie") == ["Je ne peux pas"]


async def test_after_the_opening_it_is_too_late(hall: Talk) -> None:
    await hall.say("awa", "/procuration M013")
    await open_it(hall)

    outcome = await hall.say("awa", "yes")

    assert outcome.result == {"refused": "DEADLINE_PASSED", "articles": ["NDZ art. 16"]}
    assert hall.heard("awa") == (
        "Il est trop tard pour l’assemblée générale ordinaire du 14 mars 2026 : une procuration se donne, se retire ou "
        "se refuse avant l’ouverture (art. 16)."
    )


async def test_a_convocations_button_for_a_meeting_called_off_says_so(hall: Talk) -> None:
    await hall.database.run(lambda work: work.meetings.call_off(1, "M001", "snow"))

    outcome = await hall.say("awa", "/procuration 1")

    assert outcome.result
    assert outcome.result["refused"] == "DEADLINE_PASSED"
    assert hall.heard("awa") == (
        "Aucune procuration n’est nécessaire : l’assemblée générale ordinaire du 14 mars 2026 est annulée."
    )


async def test_a_stranger_is_asked_who_they_are(hall: Talk) -> None:
    outcome = await hall.say("stranger", "/procuration M013")

    assert outcome.result is None or "proxy" not in outcome.result
    assert "Élodie" not in hall.heard("stranger")


async def test_once_the_meeting_is_open_a_proxy_comes_too_late_whoever_is_named(hall: Talk) -> None:
    await open_it(hall)

    outcome = await hall.say("awa", "/procuration M013")

    assert outcome.result == {"refused": "DEADLINE_PASSED", "articles": ["NDZ art. 16"]}
    assert hall.heard("awa").startswith("Il est trop tard pour l’assemblée générale ordinaire du 14 mars 2026 : ")
    assert "M013" not in hall.heard("awa")


async def test_with_no_meeting_ahead_the_way_to_what_is_planned_is_one_tap(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("awa", "/procuration M013")

    assert talk.heard("awa") == "Aucune réunion à venir pour laquelle donner procuration."
    assert talk.keys("awa") == ["Réunions"]
    assert outcome.result == {"proxy": None}
