"""A member in difficulty writes, the social commission answers, the bureau votes: what each reads, and nobody else."""

from __future__ import annotations

import pytest

from assistant.dispatch import Outcome
from assistant.domain.members import Role, Status
from tests.handlers.spending import agree, gather
from tests.handlers.talk import Talk, member

WORDS = "La chaudière est morte"


@pytest.fixture
async def commissions(talk: Talk) -> Talk:
    """Awa, a bureau of three, Solange and Simon of the social commission, Victor of the control commission."""
    await gather(talk)
    await talk.register(member("M020", "Solange", Role.SOCIAL))
    await talk.register(member("M021", "Simon", Role.SOCIAL))
    await talk.register(member("M022", "Victor", Role.CONTROL))
    return talk


async def ask(talk: Talk, who: str = "awa", words: str = WORDS) -> Outcome:
    """The member writes, and confirms."""
    await talk.say(who, "/soutien")
    await talk.say(who, words)
    return await talk.say(who, "oui")


async def propose(talk: Talk, who: str = "solange", amount: str = "300") -> Outcome:
    """A member of the commission proposes a sum to the bureau, step by step."""
    for said in ("/soutiens 1", "Proposer une aide", amount, "Réparation du chauffage", "oui"):
        outcome = await talk.say(who, said)
    return outcome


# The member


async def test_the_question_is_private_and_says_who_reads_the_answer(commissions: Talk) -> None:
    await commissions.say("awa", "/soutien")

    assert commissions.heard("awa") == (
        "Vous pouvez écrire ici en confiance : qu’est-ce qui vous aiderait ? Quelques mots suffisent, et rien de "
        "médical n’est demandé.\n"
        "La commission sociale est seule à les lire (art. 26). Si elle propose une aide, le bureau décide en "
        "connaissant votre nom et la somme, pas vos mots."
    )
    assert commissions.to("awa").question == "words"


async def test_what_is_written_leaves_once_it_is_confirmed(commissions: Talk) -> None:
    await commissions.say("awa", "/soutien")
    await commissions.say("awa", WORDS)
    shown = commissions.heard("awa")

    outcome = await commissions.say("awa", "oui")

    assert shown == "« La chaudière est morte »\nLa commission sociale peut-elle lire ces mots ?"
    assert outcome.result == {"help": "1", "state": "asked"}
    assert commissions.heard("awa") == (
        "Merci de votre confiance : la commission sociale est prévenue. Sa réponse vous parviendra ici. D’ici là, vous "
        "pouvez reprendre vos mots."
    )
    assert commissions.keys("awa") == ["Reprendre mes mots"]


async def test_a_no_to_the_echo_keeps_nothing(commissions: Talk) -> None:
    await commissions.say("awa", f"/soutien {WORDS}")

    outcome = await commissions.say("awa", "non")

    assert outcome.result == {"cancelled": "support"}
    assert await commissions.database.run(lambda work: work.helps.of_member("M012")) == []


async def test_who_has_written_already_reads_that_it_is_waited_for_and_can_take_it_back(commissions: Talk) -> None:
    await ask(commissions)

    outcome = await commissions.say("awa", "/soutien")
    waits = commissions.heard("awa")
    taken_back = await commissions.press("awa", "Reprendre mes mots")

    assert outcome.result == {"help": "1", "state": "asked"}
    assert waits == (
        "Ce que vous avez écrit le 5 mars 2026 est entre les mains de la commission sociale (art. 26) ; sa réponse "
        "vous parviendra ici. Pour écrire autre chose, reprenez d’abord ces mots."
    )
    assert taken_back.result == {"help": "1", "state": "withdrawn"}
    assert commissions.heard("awa").startswith("C’est repris")
    assert "Repris le 5 mars 2026 à 10 h 00." in commissions.heard("solange")
    assert commissions.keys("solange") == []


async def test_there_may_be_nothing_to_take_back(commissions: Talk) -> None:
    outcome = await commissions.say("awa", "/soutien retirer")

    assert outcome.result == {"help": None, "state": None}
    assert commissions.heard("awa") == "Rien de votre part n’attend la commission sociale."


async def test_what_was_answered_is_no_longer_taken_back(commissions: Talk) -> None:
    await ask(commissions)
    await propose(commissions)

    outcome = await commissions.say("awa", "/support withdraw 1")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 26"]}
    assert commissions.heard("awa") == (
        "C’est déjà fait : Solange Ibara a proposé une somme au bureau, le 5 mars 2026 à 10 h 00."
    )


async def test_where_nobody_sits_on_the_commission_the_bureau_is_named_and_nothing_is_asked(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("awa", "/soutien")

    assert outcome.result == {"refused": "COMMISSION_VACANT", "articles": ["NDZ art. 26"]}
    assert talk.to("awa").question is None
    assert talk.heard("awa") == (
        "Personne d’autre ne siège en ce moment à la commission sociale (art. 26) : vos mots n’arriveraient à "
        "personne, je ne vous les demande donc pas. Parlez-en plutôt au bureau. Au bureau, il y a Hilaire Ibara, "
        "Sylvie Ibara et Rosine Ibara."
    )


async def test_a_suspended_member_may_write_and_who_has_left_may_not(commissions: Talk) -> None:
    await commissions.register(member("M030", "Nadège", status=Status.SUSPENDED))
    await commissions.register(member("M031", "Paule", status=Status.RESIGNED))

    written = await ask(commissions, "nadège")
    refused = await commissions.say("paule", "/soutien")

    assert written.result == {"help": "1", "state": "asked"}
    assert refused.result == {"refused": "NOT_A_MEMBER", "articles": []}


async def test_in_english_too(talk: Talk) -> None:
    await gather(talk, "en")
    await talk.register(member("M020", "Solange", Role.SOCIAL, language="en"))

    await talk.say("awa", "/support The boiler is broken")
    await talk.say("awa", "yes")

    assert talk.heard("awa").startswith("Thank you for your trust: the social commission has been told.")
    assert (
        talk.heard("solange")
        == "Awa Ibara (M012) has written to the social commission (art. 26), on 5 March 2026 at 10:00."
    )


# The commission


async def test_the_commission_has_a_card_without_the_words_which_one_tap_shows(commissions: Talk) -> None:
    await ask(commissions)
    card = commissions.heard("solange")

    await commissions.press("solange", "Lire et répondre")

    assert card == "Awa Ibara (M012) a écrit à la commission sociale (art. 26), le 5 mars 2026 à 10 h 00."
    assert commissions.heard("solange") == (
        "Awa Ibara (M012) a écrit le 5 mars 2026 à 10 h 00 : « La chaudière est morte »\n"
        "Seule la commission lit ces mots (art. 26)."
    )
    assert commissions.keys("solange")[:2] == ["Proposer une aide", "Ne pas proposer d’aide"]


async def test_a_proposal_is_made_step_by_step_and_put_to_the_bureau(commissions: Talk) -> None:
    await ask(commissions)
    asked = []
    for said in ("/soutiens", "1", "propose", "300", "Réparation du chauffage"):
        await commissions.say("solange", said)
        asked.append(commissions.to("solange").question)

    outcome = await commissions.say("solange", "oui")

    assert asked == ["request", "decision", "amount", "words", "confirm"]
    assert outcome.result == {"help": "1", "state": "proposed", "order": "1"}
    assert commissions.heard("solange") == (
        "Proposé : 300,00 € pour Awa Ibara. Le bureau est interrogé (art. 25), et Awa Ibara est au courant. La "
        "commission de contrôle connaît la somme."
    )
    assert commissions.heard("awa") == (
        "La commission sociale propose pour vous une aide de 300,00 € (art. 26) : « Réparation du chauffage »\n"
        "Le bureau doit maintenant donner son accord (art. 25) ; vous lirez ici sa réponse."
    )
    assert commissions.heard("sylvie") == (
        "300,00 € à Awa Ibara (M012) : aide exceptionnelle, « Réparation du chauffage ».\n"
        "Tout le bureau est interrogé (art. 25) : 0 pour, 0 contre, 3 en attente."
    )
    assert commissions.heard("victor") == (
        "Aide exceptionnelle, 300,00 € : proposée au bureau le 5 mars 2026 (ordre n° 1, art. 26)."
    )
    assert commissions.heard("simon").splitlines()[1] == (
        "Solange Ibara a proposé 300,00 € au bureau, le 5 mars 2026 à 10 h 00."
    )


async def test_all_of_it_may_follow_the_command(commissions: Talk) -> None:
    await ask(commissions)

    outcome = await commissions.say("solange", "/requests 1 propose 300 Chauffage")

    assert commissions.to("solange").question == "confirm"
    assert outcome.result is None


async def test_the_bureau_s_yes_and_the_payment_reach_the_member_and_the_control_commission(commissions: Talk) -> None:
    await ask(commissions)
    await propose(commissions)

    await agree(commissions)
    granted = commissions.heard("awa")
    await commissions.say("rosine", "/ordres 1 05/03/2026 transfer VIR 77")

    assert granted == (
        "Le bureau vous accorde une aide exceptionnelle de 300,00 € (art. 26). Le versement suit ; vous le lirez ici."
    )
    assert commissions.heard("awa").startswith("300,00 € vous ont été versés")
    assert commissions.heard("victor") == (
        "Aide exceptionnelle, 300,00 € : versée le 5 mars 2026 (ordre n° 1, art. 26)."
    )


async def test_a_no_is_written_to_the_member_alone(commissions: Talk) -> None:
    await ask(commissions)
    for said in ("/soutiens 1 decline", "Le CCAS de la mairie peut avancer la somme, nous vous y aidons"):
        await commissions.say("simon", said)
    outcome = await commissions.say("simon", "oui")

    assert outcome.result == {"help": "1", "state": "declined", "order": None}
    assert commissions.heard("awa") == (
        "La commission sociale a lu ce que vous avez écrit et ne peut pas proposer d’aide exceptionnelle (art. 26) : "
        "« Le CCAS de la mairie peut avancer la somme, nous vous y aidons »\n"
        "Simon Ibara vous répond au nom de la commission. Vous pouvez lui écrire de nouveau avec /soutien, ou en "
        "parler au bureau."
    )
    assert {message.to.chat for message in commissions.paper.sent} == {"awa", "simon", "solange"}


async def test_a_no_to_the_last_question_proposes_nothing(commissions: Talk) -> None:
    await ask(commissions)
    for said in ("/soutiens 1 propose 300", "Chauffage"):
        await commissions.say("solange", said)

    outcome = await commissions.say("solange", "non")

    assert outcome.result == {"cancelled": "requests"}
    assert await commissions.database.run(lambda work: len(work.helps.open())) == 1


async def test_a_card_of_yesterday_says_who_answered(commissions: Talk) -> None:
    await ask(commissions)
    card = commissions.to("simon")
    await propose(commissions)

    outcome = await commissions.say("simon", press=card.keys[0].data)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 26"]}
    assert commissions.heard("simon").startswith("C’est déjà fait : Solange Ibara a proposé une somme")


async def test_an_answer_that_another_gave_meanwhile_is_not_given_twice(commissions: Talk) -> None:
    await ask(commissions)
    for said in ("/soutiens 1 propose 500", "Chauffage"):
        await commissions.say("simon", said)
    await propose(commissions)

    outcome = await commissions.say("simon", "oui")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 26"]}
    assert [order.cents for order in await commissions.database.run(lambda work: work.orders.open())] == [30000]


async def test_one_s_own_words_are_answered_by_the_others(commissions: Talk) -> None:
    await ask(commissions, "solange")

    own = await commissions.say("solange", "/soutiens")
    named = await commissions.say("solange", "/soutiens 1")

    assert own.result == {"help": None, "state": None, "order": None}
    assert named.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 26"]}
    assert commissions.heard("solange") == (
        "C’est ce que vous avez écrit vous-même : le reste de la commission y répond (art. 26)."
    )


async def test_without_a_control_commission_the_proposer_is_told_so(commissions: Talk) -> None:
    await commissions.register(member("M022", "Victor"))
    await ask(commissions)

    await propose(commissions)

    assert commissions.heard("solange").endswith(
        "Personne d’autre ne siège à la commission de contrôle, qui doit y veiller : dites-le au bureau."
    )


@pytest.mark.parametrize("who", ["awa", "hilaire", "victor"])
async def test_nobody_else_opens_what_was_written(commissions: Talk, who: str) -> None:
    await ask(commissions)

    outcome = await commissions.say(who, "/soutiens 1")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 26"]}


async def test_who_leaves_the_commission_no_longer_answers_an_open_question(commissions: Talk) -> None:
    await ask(commissions)
    await commissions.say("simon", "/soutiens 1")
    await commissions.register(member("M021", "Simon"))

    outcome = await commissions.say("simon", "propose")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 26"]}


async def test_only_the_commission_was_ever_sent_the_words(commissions: Talk) -> None:
    secret = "Kéké-7741"
    await ask(commissions, words=secret)
    await commissions.press("solange", "Lire et répondre")
    await propose(commissions)
    await agree(commissions)

    read = {message.to.chat for message in commissions.paper.sent if secret in str(message.text)}

    assert read == {"awa", "solange"}
