from __future__ import annotations

import pytest

from assistant.domain.members import Role
from tests.handlers.talk import Talk, member


@pytest.fixture
async def members(talk: Talk) -> Talk:
    """A bureau of two and three members: two of the bureau are needed, or three of the five."""
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M005", "Grace", Role.TREASURER, language="en"), balance=0)
    for number, name in (("M012", "Awa"), ("M013", "Rufin"), ("M014", "Chantal")):
        await talk.register(member(number, name), balance=0)
    return talk


async def begun(talk: Talk) -> None:
    """Awa asks for an assembly about the texts."""
    await talk.say("awa", "/petition texts")
    await talk.say("awa", "Revoir l’article 14")
    await talk.press("awa", "Confirmer")


async def test_a_member_asks_for_an_assembly_and_gets_a_text_to_pass_on(members: Talk) -> None:
    await members.say("awa", "/petition")
    asked = members.heard("awa")
    await members.press("awa", "Modification des statuts ou du règlement intérieur")
    await members.say("awa", "Revoir l’article 14")
    preview = members.heard("awa")

    outcome = await members.press("awa", "Confirmer")

    assert asked == "Pour quel motif ? Une assemblée extraordinaire peut être demandée pour ceux-ci (art. 20)."
    assert preview == (
        "Vous demandez une assemblée générale extraordinaire (art. 20). Modification des statuts ou du règlement "
        "intérieur : « Revoir l’article 14 »\n"
        "Votre signature est la première. Le bureau apprend qu’il y a une demande, et les noms seulement quand les "
        "signatures suffisent."
    )
    assert members.heard("awa") == (
        "Votre demande porte le n° 1. 1 membre a signé, il en faut 3 ; ou 2 du bureau, 0 à ce jour. On la signe avec "
        "/petition 1 : faites-le savoir, car personne d’autre n’en est averti."
    )
    assert members.keys("awa") == ["Copier le texte à partager"]
    assert outcome.result == {
        "petition": "1",
        "state": "open",
        "signed": True,
        "bureau_signed": 0,
        "bureau_needed": 2,
        "members_signed": 1,
        "members_needed": 3,
        "articles": ["NDZ art. 20"],
    }


async def test_the_bureau_reads_that_there_is_a_request_and_not_whose_it_is(members: Talk) -> None:
    await begun(members)

    assert members.heard("jean") == (
        "Une demande d’assemblée générale extraordinaire a été ouverte, n° 1 (art. 20). Modification des statuts ou du "
        "règlement intérieur : « Revoir l’article 14 »\n"
        "1 membre a signé, il en faut 3 ; ou 2 du bureau, 0 à ce jour.\n"
        "Il n’y a rien à faire pour l’instant ; vous l’apprendrez ici si les signatures suffisent."
    )
    assert [message for message in members.paper.sent if message.to.chat == "rufin"] == []


async def test_a_member_reads_the_request_and_signs_with_one_tap(members: Talk) -> None:
    await begun(members)

    await members.say("rufin", "/petition 1")
    shown = members.heard("rufin")
    outcome = await members.press("rufin", "Signer")

    assert shown == (
        "Demande d’assemblée générale extraordinaire n° 1 (art. 20). Modification des statuts ou du règlement "
        "intérieur : « Revoir l’article 14 »\n1 membre a signé, il en faut 3 ; ou 2 du bureau, 0 à ce jour."
    )
    assert members.heard("rufin") == (
        "Votre signature est notée. 2 membres ont signé, il en faut 3 ; ou 2 du bureau, 0 à ce jour."
    )
    assert outcome.result
    assert (outcome.result["signed"], outcome.result["members_signed"]) == (True, 2)


async def test_open_requests_are_listed_with_their_counts(members: Talk) -> None:
    await begun(members)

    await members.say("rufin", "/petition")

    assert members.heard("rufin") == (
        "1 demande d’assemblée générale extraordinaire est ouverte (art. 20).\n"
        "• N° 1 (Modification des statuts ou du règlement intérieur) : membres 1 sur 3, bureau 0 sur 2"
    )
    assert members.keys("rufin")[:2] == ["Voir le n°\u00a01", "Demander une autre assemblée"]


async def test_a_signature_is_taken_back_and_a_request_by_who_began_it(members: Talk) -> None:
    await begun(members)
    await members.say("rufin", "/petition 1 sign")

    await members.say("rufin", "/petition 1")
    offered = members.keys("rufin")
    unsigned = await members.press("rufin", "Retirer ma signature")
    await members.say("awa", "/petition 1")
    withdrawn = await members.press("awa", "Retirer la demande")

    assert "Retirer la demande" not in offered
    assert unsigned.result
    assert unsigned.result["signed"] is False
    assert withdrawn.result
    assert withdrawn.result["state"] == "withdrawn"
    assert members.heard("awa") == "Votre demande est retirée."
    assert members.heard("jean").startswith("La demande d’assemblée générale extraordinaire n° 1 a été retirée par son")


async def test_when_enough_have_signed_each_reads_it_once_and_the_bureau_sees_the_names(members: Talk) -> None:
    await begun(members)
    await members.say("rufin", "/petition 1 sign")

    outcome = await members.say("jean", "/petition 1 sign")
    await members.say("grace", "/petition 1")

    assert outcome.result
    assert outcome.result["state"] == "reached"
    assert members.heard("awa") == (
        "La demande n° 1 a réuni assez de signatures pour une assemblée générale extraordinaire (art. 20). "
        "Modification des statuts ou du règlement intérieur : « Revoir l’article 14 »\n"
        "Le bureau doit maintenant la convoquer ; vous recevrez la convocation ici."
    )
    assert members.heard("grace").endswith("Signed by: Jean Ibara, Awa Ibara and Rufin Ibara.")
    assert members.keys("grace") == ["Convene"]


async def test_whose_signature_makes_enough_reads_it_in_the_answer_alone(members: Talk) -> None:
    await begun(members)
    await members.say("rufin", "/petition 1 sign")
    before = len([message for message in members.paper.sent if message.to.chat == "jean"])

    await members.say("jean", "/petition 1 sign")
    after = [message for message in members.paper.sent if message.to.chat == "jean"]
    await members.press("jean", "Convoquer")

    assert len(after) == before + 1
    assert members.heard("jean") == "Quel jour ?"


async def test_a_member_does_not_see_who_signed(members: Talk) -> None:
    await begun(members)
    await members.say("rufin", "/petition 1 sign")
    await members.say("jean", "/petition 1 sign")

    await members.say("chantal", "/petition 1")

    assert "Ibara" not in members.heard("chantal")
    assert members.heard("chantal").endswith("Les signatures sont réunies : le bureau doit convoquer l’assemblée.")
    assert members.keys("chantal") == []


async def test_a_tap_that_comes_too_late_says_where_the_request_stands(members: Talk) -> None:
    await begun(members)
    await members.say("chantal", "/petition 1")
    await members.say("rufin", "/petition 1 sign")
    await members.say("jean", "/petition 1 sign")

    outcome = await members.press("chantal", "Signer")

    assert outcome.result
    assert (outcome.result["state"], outcome.result["signed"]) == ("reached", False)
    assert members.heard("chantal").endswith("Les signatures sont réunies : le bureau doit convoquer l’assemblée.")


async def test_what_the_article_does_not_name_is_refused_before_any_words_are_asked_for(members: Talk) -> None:
    await members.say("awa", "/petition")

    outcome = await members.press("awa", "Un autre motif")

    assert outcome.result == {"refused": "PURPOSE_NOT_ALLOWED", "articles": ["NDZ art. 20"]}


async def test_nothing_is_begun_without_the_last_yes(members: Talk) -> None:
    await members.say("awa", "/petition texts")
    await members.say("awa", "Revoir l’article 14")

    outcome = await members.press("awa", "Non")

    assert outcome.result == {"cancelled": "petition"}
    assert await members.database.run(lambda work: work.petitions.all()) == []


async def test_one_who_has_a_request_open_is_told_which(members: Talk) -> None:
    await begun(members)

    await members.say("awa", "/petition new")
    outcome = await members.say("awa", "vacancy")

    assert outcome.result == {"refused": "TOO_MANY_REQUESTS", "articles": ["NDZ art. 20"]}
    assert members.heard("awa") == (
        "Votre demande n° 1 est encore ouverte : retirez-la avant d’en ouvrir une autre (art. 20)."
    )
