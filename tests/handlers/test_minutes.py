"""The minutes in the chat: drafted, written, approved, sent."""

from __future__ import annotations

import pytest

from assistant.domain.members import Role
from assistant.domain.resolutions import Tally
from tests.handlers.declaring import gather
from tests.handlers.minuted import READ, approve, begin, files, hold
from tests.handlers.talk import Talk, member


@pytest.fixture
async def held(talk: Talk) -> Talk:
    """The first meeting is over."""
    await hold(talk)
    return talk


@pytest.fixture
async def approved(held: Talk) -> Talk:
    """Its minutes are approved, with nothing written in them."""
    await approve(held)
    return held


async def test_a_draft_is_read_in_the_chat_and_as_a_pdf(held: Talk) -> None:
    await held.say("sylvie", "/pv")
    await held.say("sylvie", "1")
    outcome = await held.press("sylvie", "Lire")

    assert outcome.result == {"minutes": "1", "state": "draft"}
    assert held.heard("sylvie") == (
        "Compte rendu de la réunion mensuelle du 14 février 2026 : projet.\n"
        "4 personnes présentes, 1 absente.\n"
        "Quorum atteint à l’ouverture : 4 voix, pour un minimum de 3 (art. 17).\n"
        "• « La fête a lieu le 4 juillet » : adoptée, 3 pour, 1 contre, 0 abstention\n"
        "Ouverture : rien d’écrit.\n"
        "1. Bilan financier : rien d’écrit.\n"
        "2. Fête d’été : rien d’écrit.\n"
        "Fin de la réunion : rien d’écrit."
    )
    assert [file.name for file in files(held, "sylvie")] == ["projet-compte-rendu-2026-02-14.pdf"]
    assert held.keys("sylvie") == ["Rédiger"]


async def test_what_is_offered_is_what_can_be_done(held: Talk) -> None:
    await held.say("sylvie", "/pv 1")
    drafted = held.keys("sylvie")
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1")
    sitting = held.keys("sylvie")
    await held.say("sylvie", "/pv 1 approve all")
    await held.say("sylvie", "/pv 1")
    then = held.keys("sylvie")
    await held.say("sylvie", "/pv 1 send yes")
    await held.say("sylvie", "/pv 1")

    assert drafted[:2] == ["Lire", "Rédiger"]
    assert sitting[:3] == ["Approuver", "Lire", "Rédiger"]
    assert then[:3] == ["Envoyer aux membres", "Pour le groupe et le site", "Lire"]
    assert held.keys("sylvie")[:2] == ["Pour le groupe et le site", "Lire"]


async def test_the_secretary_writes_a_point_reads_it_again_and_erases_it(held: Talk) -> None:
    await held.say("sylvie", "/pv 1 edit")
    offered = held.keys("sylvie")
    await held.press("sylvie", "1. Bilan financier")
    outcome = await held.say("sylvie", "Lu par Rosine.\nApplaudi <fort>.")
    noted = held.heard("sylvie")
    await held.say("sylvie", "/pv 1 edit 1")
    shown = held.heard("sylvie")
    await held.press("sylvie", "L’effacer")

    assert offered[:4] == ["Ouverture", "1. Bilan financier", "2. Fête d’été", "Fin de la réunion"]
    assert outcome.result == {"minutes": "1", "state": "draft"}
    assert noted == "Noté : 1. Bilan financier."
    assert shown == (
        "1. Bilan financier. Le texte actuel :\n\nLu par Rosine.\nApplaudi <fort>.\n\nEnvoyez celui qui le remplace."
    )
    assert held.heard("sylvie") == "Effacé : 1. Bilan financier."


async def test_words_may_follow_the_command(held: Talk) -> None:
    await held.say("sylvie", "/minutes 1 edit opening Une minute de silence.")

    kept = await held.database.run(lambda work: work.minutes.of_meeting(1))
    assert kept is not None
    assert kept.words == {"opening": "Une minute de silence."}


async def test_a_telephone_or_a_debt_in_the_words_is_pointed_at_while_it_can_be_left_out(held: Talk) -> None:
    await held.say("sylvie", "/pv 1 edit closing")
    await held.say("sylvie", "Awa doit 80 €. Appeler le 06 39 98 01 37.")

    assert held.heard("sylvie") == (
        "Noté : Fin de la réunion.\n"
        "Tous les membres liront ceci ; est-ce bien à sa place ?\n"
        "• Fin de la réunion : un numéro de téléphone, « 06 39 98 01 37 »\n"
        "• Fin de la réunion : une somme due, « 80 € »"
    )


async def test_they_wait_for_a_later_meeting(held: Talk) -> None:
    outcome = await held.say("sylvie", "/pv 1 approve")

    assert outcome.result == {"refused": "NOT_YET", "articles": ["NDZ art. 19"]}
    assert held.heard("sylvie") == (
        "Pas encore : le compte rendu du 14 février 2026 s’approuve à une réunion suivante (art. 19). Revenez quand "
        "elle sera ouverte."
    )


async def test_those_present_approve_with_one_tap(held: Talk) -> None:
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approuver")
    asked = held.heard("sylvie")

    outcome = await held.press("sylvie", "Unanimité des présents (4 voix)")

    assert asked == (
        "Compte rendu de la réunion mensuelle du 14 février 2026 : une fois approuvé par les membres présents "
        "(art. 19), il ne change plus. Combien de voix pour ?"
    )
    assert outcome.result == {"minutes": "1", "state": "approved"}
    assert held.heard("sylvie") == (
        "Approuvé : Compte rendu de la réunion mensuelle du 14 février 2026. Il ne change plus."
    )
    assert held.keys("sylvie") == ["Envoyer aux membres", "Pour le groupe et le site"]


async def test_or_by_counts(held: Talk) -> None:
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve")
    for said in ("2", "1", "aucune"):
        outcome = await held.say("sylvie", said)

    assert outcome.result == {"minutes": "1", "state": "approved"}
    kept = await held.database.run(lambda work: work.minutes.of_meeting(1))
    assert kept is not None
    assert kept.approval is not None
    assert kept.approval.tally == Tally(2, 1, 0)


@pytest.mark.parametrize("said", ["beaucoup", "-1", "2,5", ""])
async def test_what_is_no_count_is_asked_again(held: Talk, said: str) -> None:
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve")

    outcome = await held.say("sylvie", said or " ")

    assert outcome.result == {"refused": "NOT_A_COUNT"}
    assert held.heard("sylvie").startswith("Donnez un nombre, comme 12 ou 0.")


async def test_no_count_is_higher_than_the_votes_there(held: Talk) -> None:
    await begin(held, 2, READ)
    await held.say("sylvie", "/pv 1 approve")

    alone = await held.say("sylvie", "5")
    said = held.heard("sylvie")
    await held.say("sylvie", "/annuler")
    together = await held.say("sylvie", "/pv 1 approve 4 1 0")

    assert alone.result == {"refused": "NOT_A_COUNT"}
    assert said.startswith("C’est 4 au plus.")
    assert together.result == {"refused": "TOO_MANY_VOTES", "articles": ["NDZ art. 19"]}
    assert held.heard("sylvie") == "C’est plus que les 4 voix de la salle (art. 19). Recomptez."


async def test_more_have_to_be_for_than_against(held: Talk) -> None:
    await begin(held, 2, READ)

    outcome = await held.say("sylvie", "/pv 1 approve 2 2 0")

    assert outcome.result == {"refused": "MINUTES_NOT_APPROVED", "articles": ["NDZ art. 19"]}
    assert held.heard("sylvie") == (
        "Ce compte rendu n’est pas approuvé : il n’y a pas plus de voix pour que de voix contre (art. 19). Il reste à "
        "l’état de projet."
    )


async def test_a_draft_is_not_sent_and_nothing_is_begun_by_trying(held: Talk) -> None:
    outcome = await held.say("sylvie", "/pv 1 send")

    assert outcome.result == {"refused": "MINUTES_NOT_APPROVED", "articles": ["NDZ art. 19"]}
    assert held.heard("sylvie") == (
        "Ce compte rendu n’est pas encore approuvé : il part une fois approuvé par les membres présents à une réunion "
        "suivante (art. 19)."
    )
    assert await held.database.run(lambda work: work.minutes.all()) == []


async def test_they_leave_after_a_yes_that_says_to_how_many(approved: Talk) -> None:
    await approved.database.run(lambda work: work.members.save(member("M030", "Nadège")))
    await approved.say("sylvie", "/pv 1 envoyer")
    preview = approved.heard("sylvie")
    before = [message for message in approved.paper.sent if message.to.chat == "awa"]

    outcome = await approved.say("sylvie", "oui")

    assert preview == (
        "6 membres recevront ce compte rendu, complet et en privé (art. 19) :\n"
        "Compte rendu de la réunion mensuelle du 14 février 2026.\n"
        "1 d’entre eux n’a ni messagerie ici, ni adresse électronique : il faut lui écrire.\n"
        "Faut-il l’envoyer ?"
    )
    assert before == []
    assert outcome.result == {"minutes": "1", "state": "sent", "broadcast": "1", "recipients": 6}
    assert approved.heard("awa") == (
        "Compte rendu de la réunion mensuelle du 14 février 2026, approuvé le 14 mars 2026 (art. 19).\n"
        "4 personnes présentes, 1 absente.\n"
        "Quorum atteint à l’ouverture : 4 voix, pour un minimum de 3 (art. 17).\n"
        "• « La fête a lieu le 4 juillet » : adoptée, 3 pour, 1 contre, 0 abstention\n"
        "Le texte complet est joint. Il nomme des personnes : il est réservé aux membres et ne se publie pas (art. 5)."
    )
    assert [file.name for file in files(approved, "awa")] == ["compte-rendu-2026-02-14.pdf"]


async def test_a_no_sends_nothing(approved: Talk) -> None:
    await approved.say("sylvie", "/pv 1 send")

    outcome = await approved.say("sylvie", "non")

    assert outcome.result == {"cancelled": "minutes"}
    assert await approved.database.run(lambda work: work.broadcasts.all()) == []


async def test_an_office_lost_before_the_yes_sends_nothing(approved: Talk) -> None:
    await approved.say("sylvie", "/pv 1 send")
    await approved.database.run(lambda work: work.members.save(member("M002", "Sylvie", Role.CULTURE)))

    outcome = await approved.say("sylvie", "oui")

    assert outcome.result is not None
    assert outcome.result["refused"] == "NOT_AUTHORISED"
    assert await approved.database.run(lambda work: work.broadcasts.all()) == []


async def test_the_second_to_send_reads_that_it_is_done(approved: Talk) -> None:
    for who in ("sylvie", "hilaire"):
        await approved.say(who, "/pv 1 send")
    await approved.say("sylvie", "oui")

    outcome = await approved.say("hilaire", "oui")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 19"]}
    assert approved.heard("hilaire") == (
        "C’est déjà fait : compte rendu envoyé aux membres par Sylvie Ibara le 14 mars 2026 à 14 h 30."
    )


async def test_approved_minutes_take_no_more_words(approved: Talk) -> None:
    outcome = await approved.say("sylvie", "/pv 1 edit")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 19"]}
    assert approved.heard("sylvie") == (
        "Ce compte rendu est approuvé depuis le 14 mars 2026 à 14 h 30 : il ne change plus."
    )


@pytest.mark.parametrize("who", ["awa", "rufin"])
@pytest.mark.parametrize("said", ["/pv", "/pv 1 draft", "/pv 1 send", "/pv 1 publish"])
async def test_only_the_bureau_opens_minutes(approved: Talk, who: str, said: str) -> None:
    outcome = await approved.say(who, said)

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 22"]}


async def test_before_any_meeting_there_is_nothing_to_write(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("sylvie", "/pv")

    assert outcome.result == {"minutes": None, "state": None}


async def test_in_english_too(held: Talk) -> None:
    await held.register(member("M002", "Sylvie", Role.SECRETARY, language="en"))
    await held.say("sylvie", "/minutes 1 draft")

    assert held.heard("sylvie").startswith(
        "Minutes of the monthly meeting of 14 February 2026: a draft.\n4 people present, 1 person absent.\n"
        "Quorum reached at the opening: 4 votes, 3 needed (art. 17).\n"
        "• “La fête a lieu le 4 juillet”: adopted, 3 for, 1 against, 0 abstentions\nOpening: nothing written."
    )
