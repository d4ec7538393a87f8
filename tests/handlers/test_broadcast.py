"""The bureau writes to an audience: what is asked, what is shown before it leaves, what is read, what stays unknown."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.members import Member, Status
from assistant.services.messages import LONGEST
from tests.handlers.meeting_ahead import ticks
from tests.handlers.talk import Talk, member, plain
from tests.handlers.writing import TEXT, gather, writes


@pytest.fixture
async def hall(talk: Talk) -> Talk:
    await gather(talk)
    return talk


def readers(talk: Talk, begins: str = TEXT) -> list[str]:
    """Who was sent a message that begins with it, unasked."""
    return sorted(
        message.to.chat
        for message in talk.paper.sent
        if plain(message.text).startswith(begins) and not message.question
    )


async def test_the_bureau_is_offered_every_audience_that_somebody_is_in(hall: Talk) -> None:
    await hall.say("hilaire", "/diffuser")

    assert hall.to("hilaire").question == "audience"
    assert hall.keys("hilaire")[:-1] == [
        "Tous les membres actifs",
        "Les membres à jour",
        "Les membres en retard de cotisation",
        "Le bureau",
        "Section Lyon",
        "Commission communication",
        "Des membres désignés un par un",
    ]


async def test_nothing_leaves_before_the_yes_and_the_preview_is_what_they_read(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    preview, before = hall.heard("hilaire"), readers(hall)

    outcome = await hall.press("hilaire", "Confirmer")

    assert preview == (
        f"Voici ce que liront 6 membres (« Tous les membres actifs ») :\n\n{TEXT}\n\nHilaire Ibara, pour le bureau\n\n"
        "1 d’entre eux n’a pas de messagerie ici : il faut l’appeler ou lui écrire.\n• Nadège Ibara\n"
        "Faut-il l’envoyer ?"
    )
    assert before == []
    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "sent"}
    assert readers(hall) == ["awa", "chimène", "hilaire", "rufin", "sylvie"]
    assert hall.heard("awa") == f"{TEXT}\n\nHilaire Ibara, pour le bureau"
    assert "&lt;15 h&gt;" in str(hall.to("awa").text)
    assert [plain(message.text) for message in hall.paper.sent if message.to.chat == "hilaire"][-2:] == [
        "Envoyé à 6 membres. /diffusions montre qui a été joint.",
        f"{TEXT}\n\nHilaire Ibara, pour le bureau",
    ]


async def test_a_no_sends_nothing(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)

    outcome = await hall.say("hilaire", "non")

    assert outcome.result == {"cancelled": "broadcast"}
    assert hall.heard("hilaire") == "Rien n’a été envoyé."
    assert readers(hall) == []


async def test_back_from_the_preview_takes_back_the_words(hall: Talk) -> None:
    await writes(hall, "hilaire", "bureau", "Un brouillon.")

    await hall.say("hilaire", "retour")
    asked = hall.to("hilaire").question
    await hall.say("hilaire", TEXT)
    await hall.press("hilaire", "Confirmer")

    assert asked == "text"
    assert readers(hall) == ["hilaire", "sylvie"]
    assert readers(hall, "Un brouillon.") == []


async def test_arguments_answer_the_first_questions(hall: Talk) -> None:
    outcome = await hall.say("hilaire", "/broadcast bureau Bonjour à tous")

    assert outcome.result is None
    assert hall.heard("hilaire").startswith("Voici ce que liront 2 membres (« Le bureau ») :\n\nBonjour à tous\n\n")


async def test_who_has_come_since_the_preview_makes_it_be_shown_again(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    await hall.register(member("M040", "Noël"), balance=0)

    first = await hall.press("hilaire", "Confirmer")
    again = hall.heard("hilaire")
    second = await hall.press("hilaire", "Confirmer")

    assert first.result == {"refused": "AUDIENCE_CHANGED"}
    assert again.startswith(
        "Entre-temps, les destinataires ont changé. Rien n’a été envoyé ; relisez avant de confirmer.\n\n"
        "Voici ce que liront 7 membres"
    )
    assert second.result == {"broadcast": "1", "recipients": 7, "state": "sent"}
    assert len(readers(hall)) == 6


async def test_another_who_takes_the_place_of_one_who_left_is_noticed_too(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    left: Member = member("M012", "Awa", status=Status.RESIGNED)
    await hall.database.run(lambda work: work.members.save(left))
    await hall.register(member("M040", "Noël"), balance=0)

    outcome = await hall.press("hilaire", "Confirmer")

    assert outcome.result == {"refused": "AUDIENCE_CHANGED"}


async def test_a_no_is_taken_whoever_has_come_since(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    await hall.register(member("M040", "Noël"), balance=0)

    outcome = await hall.say("hilaire", "non")

    assert outcome.result == {"cancelled": "broadcast"}


async def test_who_writes_to_those_in_arrears_is_warned_that_the_text_alone_may_tell_them_so(hall: Talk) -> None:
    await writes(hall, "sylvie", "arrears", "Bonjour.")
    preview = hall.heard("sylvie")

    await hall.press("sylvie", "Confirmer")

    assert "Ces personnes sont choisies d’après leur situation de cotisation (art. 5)." in preview
    assert hall.heard("rufin") == "Bonjour.\n\nSylvie Ibara, pour le bureau"


async def test_a_text_that_says_what_somebody_owes_is_asked_about(hall: Talk) -> None:
    await writes(hall, "sylvie", "all", "Rufin Obami doit 70,00 €.")

    assert "Le texte semble dire ce que quelqu’un doit (70,00 €)" in hall.heard("sylvie")


async def test_by_hand_takes_numbers_and_full_names_and_says_which_it_does_not_know(hall: Talk) -> None:
    await writes(hall, "hilaire", "hand")
    refused = await hall.say("hilaire", "M012, Obami Rufin, Toto")
    said = hall.heard("hilaire")

    await hall.say("hilaire", "M012, Obami Rufin\nm012")
    await hall.say("hilaire", TEXT)
    outcome = await hall.press("hilaire", "Confirmer")

    assert refused.result == {"refused": "MEMBER_UNCLEAR"}
    assert said.startswith("Je ne sais pas de qui il s’agit : Toto. Donnez les numéros")
    assert outcome.result == {"broadcast": "1", "recipients": 2, "state": "sent"}
    assert readers(hall) == ["awa", "rufin"]


async def test_later_asks_for_a_day_and_an_hour_that_are_still_to_come(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    await hall.press("hilaire", "Plus tard…")
    day = await hall.say("hilaire", "hier")
    await hall.say("hilaire", "aujourd’hui")
    offered = [plain(key) for key in hall.keys("hilaire")[:2]]
    gone = await hall.say("hilaire", "10h")
    outcome = await hall.press("hilaire", hall.keys("hilaire")[1])

    assert (day.result, gone.result) == ({"refused": "TOO_EARLY"}, {"refused": "PAST_DATE"})
    assert offered == ["12 h 00", "18 h 00"]
    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "planned"}
    assert hall.heard("hilaire") == (
        "C’est prévu le 5 mars 2026 à 18 h 00, pour 6 membres. D’ici là, /diffusions permet de l’arrêter."
    )
    assert readers(hall) == []


async def test_what_is_planned_arrives_at_its_hour(hall: Talk) -> None:
    await writes(hall, "hilaire", "all", TEXT)
    for text in ("Plus tard…", "6 mars", "9h"):
        await hall.say("hilaire", text)

    hall.at(date(2026, 3, 6), hour=8)
    await ticks(hall)

    assert readers(hall) == ["awa", "chimène", "hilaire", "rufin", "sylvie"]


async def test_the_communication_commission_sees_no_standing_no_register_and_no_name_of_who_is_not_reached(
    hall: Talk,
) -> None:
    await hall.say("chimène", "/diffuser")
    offered = hall.keys("chimène")[:-1]

    await hall.say("chimène", "all")
    await hall.say("chimène", TEXT)

    assert offered == ["Tous les membres actifs", "Le bureau", "Section Lyon", "Commission communication"]
    assert "Nadège" not in hall.heard("chimène")
    assert hall.heard("chimène").endswith(
        "1 d’entre eux n’a pas de messagerie ici : il faut l’appeler ou lui écrire.\n"
        "Le bureau est d’abord consulté : l’accord d’un de ses membres suffit, puis le message part (art. 26). "
        "Faut-il le lui soumettre ?"
    )


async def test_its_message_waits_on_the_bureau_s_cards(hall: Talk) -> None:
    await writes(hall, "chimène", "all", TEXT)
    outcome = await hall.press("chimène", "Confirmer")

    assert outcome.result == {"broadcast": "1", "recipients": 6, "state": "proposed"}
    assert hall.heard("chimène").startswith("Le bureau est saisi.")
    for who in ("hilaire", "sylvie"):
        assert hall.heard(who) == (
            "Chimène Ibara propose d’envoyer ceci à « Tous les membres actifs » (6 membres). Il faut l’accord d’un "
            f"membre du bureau (art. 26) :\n\n{TEXT}\n\nChimène Ibara, pour le bureau"
        )
        assert hall.keys(who) == ["Relire et donner son accord", "Ne pas envoyer"]
    assert readers(hall) == []


@pytest.mark.parametrize("who", ["awa", "rufin"])
async def test_nobody_else_writes_to_many(hall: Talk, who: str) -> None:
    outcome = await hall.say(who, "/diffuser")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 26"]}


@pytest.mark.parametrize(("length", "taken"), [(LONGEST, True), (LONGEST + 1, False)])
async def test_a_text_is_no_longer_than_one_message_holds(hall: Talk, length: int, *, taken: bool) -> None:
    outcome = await writes(hall, "hilaire", "all", "x" * length)

    assert outcome.result == (None if taken else {"refused": "TEXT_TOO_LONG"})


async def test_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")

    await writes(talk, "hilaire", "bureau", "Hello.")
    preview = talk.heard("hilaire")
    await talk.say("hilaire", "yes")

    assert preview == (
        "2 members will read this (The bureau):\n\nHello.\n\nHilaire Ibara, for the bureau\n\nShall it be sent?"
    )
    assert talk.heard("sylvie") == "Hello.\n\nHilaire Ibara, for the bureau"


async def test_those_named_by_hand_are_named_before_it_leaves(hall: Talk) -> None:
    await writes(hall, "hilaire", "hand", "M012", TEXT)

    assert "Pour : Awa Ibara." in hall.heard("hilaire")


@pytest.mark.parametrize("typed", ["en retard", "à jour"])
async def test_an_audience_may_follow_the_command_in_short(hall: Talk, typed: str) -> None:
    await hall.say("hilaire", f"/diffuser {typed}")

    assert hall.to("hilaire").question == "text"
