"""`/demandes`: what the bureau is shown, how it votes, what a late, second or unentitled answer meets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.aid import EventKind
from assistant.domain.claims import NewClaim
from assistant.domain.members import Role
from assistant.ports import UnitOfWork
from assistant.services.aid import declaring
from tests.handlers.bereaved import agree, father_dies, heard, mother_dies
from tests.handlers.declaring import declare, gather, tell
from tests.handlers.talk import JOINED, Talk, member, plain
from tests.services.aid.deciders import under
from tests.services.people import voted

# Which one


async def test_the_bureau_chooses_among_the_open_claims_those_that_need_it_first(talk: Talk) -> None:
    await gather(talk, balance=-9000)
    await declare(talk, "death_father", "02/02/2026")
    await mother_dies(talk)

    await talk.say("sylvie", "/demandes")

    shown = talk.to("sylvie")
    assert (shown.question, shown.kind) == ("claim", "choice")
    assert [key.option for key in shown.keys][:2] == ["2", "1"]
    assert [plain(key) for key in talk.keys("sylvie")][:2] == [
        "À décider : Décès de la mère, Rufin Ibara, 03/03/2026",
        "Rien à verser : Décès du père, Awa Ibara, 02/02/2026",
    ]


async def test_a_claim_that_waits_for_a_paper_or_for_its_day_says_so_on_its_button(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement marriage", "06/06/2026", "skip", "oui")

    await talk.say("sylvie", "/demandes")

    assert plain(talk.keys("sylvie")[0]) == "En attente : Mariage, Awa Ibara, 06/06/2026"


async def test_with_nothing_open_the_command_says_so(talk: Talk) -> None:
    await gather(talk)

    outcome = await talk.say("sylvie", "/demandes")

    assert outcome.result == {"claim": None}
    assert talk.heard("sylvie") == "Aucune demande d’entraide n’attend le bureau."


async def test_a_member_s_claims_can_be_looked_through_whatever_became_of_them(talk: Talk) -> None:
    await father_dies(talk)
    await talk.say("sylvie", "/demandes 1 refuse Pas de lien")
    await mother_dies(talk, "awa")

    await talk.say("sylvie", "/demandes M012")
    labels = [plain(key) for key in talk.keys("sylvie")][:2]
    outcome = await talk.say("sylvie", "1")

    assert labels == [
        "À décider : Décès de la mère, Awa Ibara, 03/03/2026",
        "Close : Décès du père, Awa Ibara, 02/03/2026",
    ]
    assert outcome.result is not None
    assert outcome.result["state"] == "refused"
    assert talk.heard("sylvie").endswith("Sylvie Ibara a refusé le 5 mars 2026 à 10 h 00.\nMotif : « Pas de lien ».")


async def test_a_member_without_claims_is_said_to_have_none(talk: Talk) -> None:
    await gather(talk)

    await talk.say("sylvie", "/demandes M012")

    assert talk.heard("sylvie") == "Ce membre n’a aucune demande d’entraide."


async def test_beyond_what_a_keyboard_holds_claims_are_named_by_number(talk: Talk) -> None:
    await gather(talk)
    await talk.database.run(twenty_two_events)

    await talk.say("sylvie", "/demandes")
    asked, offered = talk.heard("sylvie"), [key.option for key in talk.to("sylvie").keys]
    outcome = await talk.say("sylvie", "22")

    assert asked == ("22 demandes sont ouvertes. Laquelle ?\n2 autres peuvent être choisies par leur numéro.")
    assert offered == [*map(str, range(1, 21)), "cancel"]
    assert outcome.result == {"claim": "22", "votes": {"yes": 0, "no": 0, "waiting": 3}, "state": "declared"}


def twenty_two_events(work: UnitOfWork) -> None:
    """Declared by Awa and Rufin, each on a day of its own, none of them on the list."""
    for day in range(1, 23):
        number = "M012" if day % 2 else "M014"
        declarer = Actor(ActorKind.MEMBER, work.members.get(number))
        declaring.declare(work, declarer, NewClaim(EventKind.OTHER, number, date(2026, 2, day)))


# The round


async def test_every_voter_gets_a_card_without_a_document_and_a_yes_shows_on_it(talk: Talk) -> None:
    await father_dies(talk)
    cards = {who: talk.to(who) for who in ("hilaire", "sylvie", "rosine")}
    place = talk.paper.sent.index(cards["sylvie"]) + 1

    outcome = await talk.press("sylvie", "Approuver")

    edited = next(message for message in talk.paper.sent if message.edits == f"p{place}")
    assert [key.label for key in cards["rosine"].keys] == ["Approuver", "Refuser", "Plus"]
    assert all(message.files == () for message in cards.values())
    assert outcome.result == {"claim": "1", "votes": {"yes": 1, "no": 0, "waiting": 2}, "state": "declared"}
    assert str(edited.text).endswith("Vous avez approuvé.")
    assert edited.keys == ()


async def test_step_by_step_the_vote_is_asked_then_the_reason_of_a_no_which_closes_it(talk: Talk) -> None:
    await father_dies(talk)

    asked = []
    for said in ("/demandes", "1", "refuser"):
        await talk.say("sylvie", said)
        asked.append(talk.to("sylvie").question)
    why = talk.heard("sylvie")
    outcome = await talk.say("sylvie", "Le lien n’est pas établi")

    assert asked == ["claim", "vote", "reason"]
    assert why == "Pourquoi ? Awa Ibara lira votre motif."
    assert outcome.result == {"claim": "1", "votes": {"yes": 0, "no": 1, "waiting": 2}, "state": "refused"}
    assert heard(talk, "sylvie", "Rien ne sera versé") == (
        "Vous avez refusé. Rien ne sera versé ; Awa Ibara lira pourquoi."
    )
    assert "« Le lien n’est pas établi »" in heard(talk, "awa", "Le bureau")


async def test_the_last_yes_says_what_follows_by_itself(talk: Talk) -> None:
    await father_dies(talk)

    result = await agree(talk)

    assert result == {"claim": "1", "votes": {"yes": 3, "no": 0, "waiting": 0}, "state": "approved"}
    assert heard(talk, "sylvie", "Vous avez approuvé. Tout le bureau est d’accord") == (
        "Vous avez approuvé. Tout le bureau est d’accord (art. 25). Les personnes habilitées à payer sont prévenues ; "
        "1 000,00 € seront versés. Cotisation décès (art. 14) : 4 membres × 50,00 € = 200,00 €, d’ici au 4 avril 2026."
    )
    assert heard(talk, "hilaire", "Demande n° 1").split("\n")[3] == (
        "Le bureau a donné son accord le 5 mars 2026 à 10 h 00 ; Sylvie Ibara a répondu en dernier."
    )


async def test_what_is_owed_is_set_off_where_the_bylaws_say_so_and_the_bureau_reads_it(
    tmp_path: Path, clock: StandingClock
) -> None:
    opened = under(voted("aid", "set_off", value=True, since=JOINED), tmp_path, clock)
    talk = Talk(opened, clock)
    await father_dies(talk, balance=-6000)

    await agree(talk)

    said = heard(talk, "sylvie", "Vous avez approuvé")
    assert "940,00 € seront versés. 60,00 € sont retenus sur ce qui est dû." in said
    await opened.close()


async def test_the_round_goes_in_english_too(talk: Talk) -> None:
    await father_dies(talk, "en")

    await talk.press("sylvie", "Approve")
    await agree(talk, "hilaire", "rosine")

    assert heard(talk, "sylvie", "1 yes") == (
        "You have agreed. The whole bureau is asked (art. 25): 1 yes, 0 no, 2 still to answer."
    )
    assert heard(talk, "rosine", "You have agreed. The whole") == (
        "You have agreed. The whole bureau agrees (art. 25). Those who sign have been told; €1,000.00 is paid next. "
        "Contribution (art. 14): 4 members × €50.00 = €200.00, by 4 April 2026."
    )


async def test_who_ends_the_round_may_go_on_to_the_announcement_where_the_family_agrees(talk: Talk) -> None:
    await father_dies(talk)
    await talk.say("awa", "/evenement announce 1 yes")

    await agree(talk)

    last = next(m for m in reversed(talk.paper.sent) if m.to.chat == "sylvie" and "Vous avez approuvé" in m.text)
    assert [key.label for key in last.keys] == ["Annoncer", "Annuler la décision"]


async def test_a_member_s_death_is_noted_in_the_register_and_the_bureau_says_who_is_paid(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement death_member", "M014", "02/03/2026", "oui")
    asked = talk.heard("sylvie")

    await agree(talk)

    assert "Si tous approuvent : 2 000,00 €, à qui le bureau désigne." in asked
    assert heard(talk, "sylvie", "Vous avez approuvé").endswith("Le décès de Rufin Ibara est noté au registre.")


async def test_a_second_answer_replaces_the_first_while_the_round_is_open(talk: Talk) -> None:
    await father_dies(talk)
    await agree(talk, "sylvie")

    again = await agree(talk, "sylvie")
    await talk.say("sylvie", "/demandes 1")
    shown = talk.heard("sylvie")
    await talk.say("sylvie", "refuse")
    outcome = await talk.say("sylvie", "Réflexion faite")

    assert again["votes"] == {"yes": 1, "no": 0, "waiting": 2}
    assert shown.endswith("Vous avez déjà répondu ; vous pouvez encore changer d’avis.")
    assert outcome.result is not None
    assert outcome.result["state"] == "refused"


async def test_back_takes_the_answers_back_one_by_one(talk: Talk) -> None:
    await father_dies(talk)
    await tell(talk, "sylvie", "/demandes", "1", "refuse")

    asked = []
    for _ in range(2):
        await talk.say("sylvie", "retour")
        asked.append(talk.to("sylvie").question)

    assert asked == ["vote", "claim"]


# Who may, and when


async def test_who_stands_to_receive_is_told_so_in_one_sentence(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "sylvie", "/evenement death_father", "02/03/2026", "skip", "oui")

    outcome = await talk.say("sylvie", "/demandes 1 approve")

    assert outcome.result == {"refused": "SELF_CONFIRMATION", "articles": ["NDZ art. 25", "NDZ art. 34"]}
    assert talk.heard("sylvie") == "Cette demande vous concerne : le reste du bureau en décide (art. 25, art. 34)."
    assert await talk.database.run(lambda work: work.votes.on("claim:1:0")) == []


@pytest.mark.parametrize("button", ["Approuver", "Refuser"])
async def test_a_button_of_yesterday_says_who_decided_and_when_and_changes_nothing(talk: Talk, button: str) -> None:
    await father_dies(talk)
    token = next(key.data for key in talk.to("sylvie").keys if key.label == button)
    await talk.say("rosine", "/demandes 1 refuse Pas de lien")

    outcome = await talk.say("sylvie", press=token)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 14"]}
    assert talk.heard("sylvie") == (
        "C’est déjà fait.\nDécès du père (« Prosper ») : Awa Ibara (M012), le 2 mars 2026.\n"
        "Rosine Ibara a refusé le 5 mars 2026 à 10 h 00.\nMotif : « Pas de lien »."
    )
    assert await talk.database.run(lambda work: len(work.votes.on("claim:1:0"))) == 1


@pytest.mark.parametrize("said", [["/demandes 1"], ["/demandes 1", "refuse"]])
async def test_a_claim_decided_while_a_question_about_it_was_open_says_where_things_stand(
    talk: Talk, said: list[str]
) -> None:
    await father_dies(talk)
    await tell(talk, "sylvie", *said)
    await talk.say("rosine", "/demandes 1 refuse Pas de lien")

    outcome = await talk.say("sylvie", "approve")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 14"]}
    assert talk.heard("sylvie").startswith("C’est déjà fait.")


async def test_who_lost_the_role_is_refused_on_the_old_button_and_in_an_open_question(talk: Talk) -> None:
    await father_dies(talk)
    card = talk.to("sylvie")
    await talk.say("hilaire", "/demandes 1")
    await talk.register(member("M002", "Sylvie"))
    await talk.register(member("M001", "Hilaire", Role.CULTURE))

    pressed = await talk.say("sylvie", press=card.keys[0].data)
    answered = await talk.say("hilaire", "approve")

    expected = {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert pressed.result == answered.result == expected
    assert await talk.database.run(lambda work: work.votes.on("claim:1:0")) == []


async def test_members_and_strangers_do_not_see_the_claims(talk: Talk) -> None:
    await father_dies(talk)

    member_ = await talk.say("rufin", "/demandes 1")
    stranger = await talk.say("nobody", "/demandes 1 approve")

    assert member_.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert stranger.result == {"refused": "NOT_A_MEMBER", "articles": []}
    assert "Prosper" not in talk.heard("rufin") + talk.heard("nobody")
