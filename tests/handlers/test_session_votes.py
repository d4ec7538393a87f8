"""Votes in a meeting: put by the bureau, counted by hands or cast on telephones, told to who held one."""

from __future__ import annotations

import pytest

from assistant.domain.resolutions import Ballot, Method, Resolution, ResolutionState, Tally
from assistant.services.meetings import voting
from tests.handlers.assembly import DAY, convene, gather
from tests.handlers.sitting import BUREAU, ENOUGH, assemble, enter, give, meeting, open_with
from tests.handlers.talk import Talk, plain

QUESTION = "Faut-il une fête ?"
LEFT = ["Retour", "Annuler"]


@pytest.fixture
async def sitting(talk: Talk) -> Talk:
    """Open with the bureau, Awa, who holds Joy's mandate, and Élodie: five votes of the four required."""
    await assemble(talk)
    await give(talk, "M017", "M012")
    await open_with(talk, *ENOUGH)
    return talk


async def put(talk: Talk, method: str, who: str = "jean") -> None:
    """The question, in the bureau's own words."""
    talk.later(minutes=1)
    await talk.say(who, "/seance vote")
    await talk.say(who, QUESTION)
    await talk.say(who, method)


async def kept(talk: Talk, vote: int = 1) -> Resolution:
    """The vote as it is kept."""
    return await talk.database.run(lambda work: voting.get(work, vote))


async def test_hands_are_counted_in_three_numbers(sitting: Talk) -> None:
    await put(sitting, "hands")
    asked = sitting.heard("jean")

    outcome = await sitting.say("jean", "3 1 1")

    assert asked == f"Le vote est ouvert : {QUESTION}\n5 voix dans la salle. Combien pour, contre, abstentions ?"
    assert sitting.heard("jean") == f"Adopté : 3 pour, 1 contre, 1 abstention.\n« {QUESTION} »"
    assert outcome.result == {
        "resolution": "1",
        "state": "closed",
        "in_favour": 3,
        "against": 1,
        "abstaining": 1,
        "adopted": True,
    }


async def test_equal_numbers_reject_it(sitting: Talk) -> None:
    await put(sitting, "mains")

    await sitting.say("jean", "2/2")

    assert sitting.heard("jean") == f"Rejeté : 2 pour, 2 contre, 0 abstention.\n« {QUESTION} »"


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("4 2 0", "TOO_MANY_VOTES"),
        ("3", "BAD_COUNT"),
        ("3 -1 0", "BAD_COUNT"),
        ("trois", "BAD_COUNT"),
        ("1 1 1 1", "BAD_COUNT"),
    ],
)
async def test_what_cannot_be_is_said_and_asked_again(sitting: Talk, typed: str, refused: str) -> None:
    await put(sitting, "hands")

    outcome = await sitting.say("jean", typed)

    assert outcome.result == {"refused": refused}
    assert sitting.to("jean").question == "tally"
    assert (await kept(sitting)).state is ResolutionState.OPEN


async def test_a_point_of_the_agenda_is_put_by_a_tap(talk: Talk) -> None:
    await gather(talk)
    await talk.say("jean", "/convoquer monthly 14/03/2026 14h30")
    for text in ("12 rue des Lilas", "skip", "Fête\nTarifs", "oui"):
        await talk.say("jean", text)
    talk.at(DAY, 13)
    await open_with(talk, *ENOUGH)
    await talk.say("jean", "/seance vote")
    offered = talk.keys("jean")

    await talk.press("jean", "Tarifs")
    await talk.press("jean", "À main levée")

    points = (await meeting(talk)).agenda
    assert offered == [*(point.title("fr") for point in points), *LEFT]
    vote = await kept(talk)
    assert (vote.text, points[vote.item or 0].title("fr"), vote.method) == ("Tarifs", "Tarifs", Method.HANDS)


async def test_without_the_quorum_nothing_is_put(talk: Talk) -> None:
    await assemble(talk)
    await open_with(talk, *BUREAU, "M012")

    outcome = await talk.say("jean", "/seance vote")

    assert talk.heard("jean") == (
        "Rien ne peut être mis aux voix pour le moment : 4 voix requises, 3 présentes ou représentées (art. 17). Ce "
        "qui ne se vote pas peut continuer."
    )
    assert outcome.result == {"refused": "QUORUM_NOT_REACHED", "articles": ["NDZ art. 17"]}
    assert "Pointer les arrivées" in talk.keys("jean")


@pytest.mark.parametrize("how", ["tapped", "typed"])
async def test_a_secret_ballot_is_held_elsewhere_and_the_bureau_reads_where(sitting: Talk, how: str) -> None:
    if how == "tapped":
        await sitting.say("jean", "/seance vote")
        await sitting.say("jean", QUESTION)
        await sitting.press("jean", "À bulletin secret")
    else:
        await sitting.say("jean", "/seance vote secret")

    assert sitting.heard("jean") == (
        "Les votes à bulletin secret ne se tiennent pas ici : je saurais qui a voté quoi. Belenios est fait pour cela, "
        "gratuit, et chacun peut vérifier le dépouillement. Son résultat se porte au compte rendu."
    )
    assert [key.url for key in sitting.to("jean").keys] == ["https://www.belenios.org", None]
    assert sitting.keys("jean") == ["Belenios", "La séance"]
    assert await sitting.database.run(lambda work: work.resolutions.of_meeting(1)) == []


async def test_who_holds_a_vote_gets_its_buttons_in_their_language_and_who_holds_two_tells_them_apart(
    sitting: Talk,
) -> None:
    await enter(sitting, "M014")

    await put(sitting, "chat")

    assert sitting.heard("élodie") == f"Vote : {QUESTION}\nVotre vote est attendu."
    assert sitting.keys("élodie") == ["Pour", "Contre", "Abstention"]
    assert sitting.heard("grace") == f"Vote: {QUESTION}\nYour vote is awaited."
    assert sitting.keys("grace") == ["For", "Against", "Abstention"]
    assert sitting.heard("awa") == (
        f"Vote : {QUESTION}\nVotre vote est attendu.\nJoy Samba, par procuration : vote attendu."
    )
    assert sitting.keys("awa") == [
        "Pour (ma voix)",
        "Contre (ma voix)",
        "Abstention (ma voix)",
        "Pour (Joy Samba)",
        "Contre (Joy Samba)",
        "Abstention (Joy Samba)",
    ]


async def test_a_tap_is_answered_and_the_card_changes_in_place(sitting: Talk) -> None:
    await put(sitting, "chat")

    outcome = await sitting.press("awa", "Contre (Joy Samba)")

    answers = [message for message in sitting.paper.sent if message.to.chat == "awa"][-2:]
    texts = {plain(message.text): message.edits for message in answers}
    reply = "Joy Samba, par procuration : contre, c’est noté. Il peut être changé jusqu’à la clôture du vote."
    card = f"Vote : {QUESTION}\nVotre vote est attendu.\nJoy Samba, par procuration : contre"
    assert set(texts) == {reply, card}
    assert texts[card] is not None
    assert texts[reply] is None
    assert outcome.result == {"resolution": "1", "state": "open", "elector": "M017", "choice": "against"}


async def test_the_last_answer_counts_and_the_result_is_told_to_who_held_a_vote_alone(sitting: Talk) -> None:
    await put(sitting, "chat")
    card = sitting.to("élodie")
    for label in ("Pour", "Contre", "Pour"):
        key = next(key for key in card.keys if key.label == label)
        await sitting.say("élodie", press=key.data)
    await sitting.say("awa", "/vote 1 m012 contre")

    outcome = await sitting.say("jean", "/seance vote close")

    result = f"Rejeté : 1 pour, 1 contre, 0 abstention.\n« {QUESTION} »"
    told = {message.to.chat for message in sitting.paper.sent if plain(message.text) == result}
    assert outcome.result is not None
    assert (outcome.result["in_favour"], outcome.result["against"]) == (1, 1)
    assert told == {"hilaire", "jean", "awa", "élodie"}
    assert (await kept(sitting)).tally == Tally(1, 1, 0)


async def test_a_button_of_a_vote_that_is_over_says_so_and_changes_nothing(sitting: Talk) -> None:
    await put(sitting, "chat")
    card = sitting.to("élodie")
    await sitting.say("jean", "/seance vote close")

    outcome = await sitting.say("élodie", press=card.keys[0].data)

    assert sitting.heard("élodie").startswith("Ce vote a été compté le 14 mars 2026 à ")
    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert (await kept(sitting)).tally == Tally(0, 0, 0)


@pytest.mark.parametrize(
    ("who", "typed", "refused"),
    [
        ("grace", "/vote 1 M014 pour", "NOT_THERE"),
        ("joy", "/vote 1 M017 pour", "NOT_THERE"),
        ("élodie", "/vote 1 M017 pour", "NO_VOTE"),
        ("élodie", "/vote 1 M001 pour", "NO_VOTE"),
    ],
    ids=["not there", "represented", "another's giver", "another's own"],
)
async def test_nobody_votes_with_what_is_not_in_their_hands(sitting: Talk, who: str, typed: str, refused: str) -> None:
    await put(sitting, "chat")

    outcome = await sitting.say(who, typed)

    assert outcome.result is not None
    assert outcome.result["refused"] == refused
    assert await sitting.database.run(lambda work: work.resolutions.ballots(1)) == []


@pytest.mark.parametrize("typed", ["/vote", "/vote 1", "/vote 9 M012 pour", "/vote 1 M012 peut-etre", "/vote x y z"])
async def test_what_names_no_vote_is_answered_with_how_one_votes(sitting: Talk, typed: str) -> None:
    await put(sitting, "chat")

    await sitting.say("awa", typed)

    assert sitting.heard("awa").startswith("On vote avec les boutons reçus quand un vote s’ouvre en séance.")


async def test_the_card_of_another_moves_nothing_when_pressed_by_somebody_else(sitting: Talk) -> None:
    await put(sitting, "chat")
    card = sitting.to("élodie")

    outcome = await sitting.say("grace", press=card.keys[0].data)

    assert outcome.result == {"refused": "STALE_BUTTON"}


async def test_a_raised_hand_is_noted_for_who_has_no_telephone(sitting: Talk) -> None:
    await put(sitting, "chat")
    await sitting.say("jean", "/seance vote hand")
    offered = sitting.keys("jean")

    await sitting.press("jean", "Joy Samba, par Awa Mabiala")
    await sitting.press("jean", "Abstention")

    assert offered[:5] == [
        "Hilaire Ntsiba",
        "Jean Ibara",
        "Awa Mabiala",
        "Joy Samba, par Awa Mabiala",
        "Élodie N’Goma",
    ]
    assert sitting.heard("jean") == "Noté : Joy Samba, abstention.\nVoix exprimées : 1 sur 5."
    [ballot] = await sitting.database.run(lambda work: work.resolutions.ballots(1))
    assert (ballot.elector, ballot.cast_by, ballot.choice) == ("M017", "M003", Ballot.ABSTAIN)


async def test_a_vote_is_taken_back_before_it_is_counted(sitting: Talk) -> None:
    await put(sitting, "chat")

    outcome = await sitting.say("jean", "/seance vote drop")

    assert sitting.heard("jean") == "Ce vote est retiré ; rien n’a été décidé."
    assert sitting.heard("élodie") == f"Ce vote est retiré ; rien n’a été décidé.\n« {QUESTION} »"
    assert outcome.result == {"resolution": "1", "state": "dropped"}


async def test_while_a_vote_is_open_the_meeting_is_not_closed(sitting: Talk) -> None:
    await put(sitting, "hands")

    outcome = await sitting.say("hilaire", "/seance close")

    assert outcome.result == {"refused": "STILL_OPEN", "articles": ["NDZ art. 17"]}
    assert sitting.heard("hilaire") == "Un vote est encore ouvert (art. 17). Comptez-le ou retirez-le d’abord."


async def test_a_giver_who_comes_and_the_former_holder_read_it_and_the_card_moves_along(sitting: Talk) -> None:
    await put(sitting, "chat")
    await enter(sitting, "M017")

    heard = [plain(message.text) for message in sitting.paper.sent if message.to.chat in {"awa", "joy"}][-4:]

    giver = "Votre procuration à Awa Mabiala, P-2026-0001, n’a plus d’effet."
    holder = "Joy Samba participe en personne : la procuration P-2026-0001 n’a plus d’effet (art. 16)."
    card = f"Vote : {QUESTION}\nVotre vote est attendu."
    assert sorted(heard) == sorted(
        [
            f"Vous êtes là : vous votez en personne (art. 16). {giver}",
            f"{holder} Vous gardez votre voix.",
            card,
            card,
        ]
    )


async def test_who_followed_a_vote_that_another_of_the_bureau_has_counted_is_asked_nothing_more(sitting: Talk) -> None:
    await put(sitting, "chat")
    await sitting.say("hilaire", "/seance vote close")

    await sitting.say("jean", "/solde")

    assert sitting.to("jean").question is None
    assert len(await sitting.database.run(lambda work: work.resolutions.of_meeting(1))) == 1


async def test_votes_are_not_cast_in_a_group(sitting: Talk) -> None:
    await put(sitting, "chat")

    outcome = await sitting.say("awa", "/vote 1 M012 pour", private=False)

    assert outcome.result == {"refused": "PRIVATE_ONLY"}


async def test_nothing_can_be_put_before_the_opening(talk: Talk) -> None:
    await gather(talk)
    await convene(talk)
    talk.at(DAY, 13)

    outcome = await talk.say("jean", "/seance vote")

    assert outcome.result == {"refused": "NOT_OPEN", "articles": ["NDZ art. 19"]}


async def test_who_follows_a_vote_on_telephones_sees_how_many_are_in_by_a_tap(sitting: Talk) -> None:
    await put(sitting, "chat")
    await sitting.press("élodie", "Pour")

    outcome = await sitting.say("jean", "Où en est-on ?")

    assert sitting.heard("jean") == f"Sur les téléphones : {QUESTION}\nVoix exprimées : 1 sur 5."
    assert sitting.keys("jean")[:2] == ["Où en est-on\u202f?", "Compter les voix"]
    assert outcome.result == {"resolution": "1", "state": "open"}


async def test_with_a_vote_open_the_meeting_cannot_be_closed_and_the_vote_is_one_tap_away(sitting: Talk) -> None:
    await put(sitting, "hands")

    outcome = await sitting.say("hilaire", "/seance close")

    assert outcome.result == {"refused": "STILL_OPEN", "articles": ["NDZ art. 17"]}
    assert "Voter" in sitting.keys("hilaire")
