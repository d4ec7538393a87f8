"""`/demandes` where the bylaws leave nothing to vote on, and answers to what is no longer so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.handlers.bereaved import father_dies, mother_dies
from tests.handlers.declaring import gather, kept, tell
from tests.handlers.talk import Talk, plain

# What the bylaws say


async def test_what_the_bylaws_refuse_is_shown_with_its_figures_and_without_a_yes(talk: Talk) -> None:
    await father_dies(talk, balance=-6001)

    outcome = await talk.say("sylvie", "/demandes 1")

    assert talk.heard("sylvie").split("\n")[2:4] == [
        "Règlement : rien à verser, pas à jour (art. 8, art. 14).",
        "Pas à jour au 2 mars 2026 : retard de 60,01 €, 0,01 € de plus que les 60,00 € acceptés (art. 8).",
    ]
    assert outcome.result is None
    assert not {"approve", "refuse"} & {key.option for key in talk.to("sylvie").keys}


@pytest.mark.parametrize("said", ["approve", "refuser"])
@pytest.mark.parametrize("step", [True, False])
async def test_a_vote_where_the_bylaws_leave_none_is_refused_with_their_reason(
    talk: Talk, said: str, step: bool
) -> None:
    await father_dies(talk, balance=-6001)

    if step:
        await talk.say("sylvie", "/demandes 1")
        outcome = await talk.say("sylvie", said)
    else:
        outcome = await talk.say("sylvie", f"/demandes 1 {said}")

    assert outcome.result == {"refused": "NOT_UP_TO_DATE", "articles": ["NDZ art. 8", "NDZ art. 14"]}
    assert talk.heard("sylvie") == (
        "Décès du père (« Prosper ») : Awa Ibara (M012), le 2 mars 2026.\n"
        "Il n’y a rien à voter ici.\nRèglement : rien à verser, pas à jour (art. 8, art. 14)."
    )


async def test_where_nothing_at_all_can_be_said_the_card_asks_nothing(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement other", "01/03/2026", "grand-mère", "oui")

    outcome = await talk.say("sylvie", "/demandes 1")

    assert outcome.result == {"claim": "1", "votes": {"yes": 0, "no": 0, "waiting": 3}, "state": "declared"}
    assert talk.heard("sylvie").startswith("Événement touchant un grand-parent")


async def test_what_waits_for_a_paper_may_be_refused_and_not_approved(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birth", "01/03/2026", "skip", "1", "skip", "oui")

    await talk.say("sylvie", "/demandes 1")
    offered = [key.option for key in talk.to("sylvie").keys][:1]
    outcome = await talk.say("sylvie", "approve")

    assert offered == ["refuse"]
    assert outcome.result is not None
    assert outcome.result["refused"] == "MISSING_DOCUMENT"


async def test_a_planned_event_is_voted_on_from_its_day_on(talk: Talk) -> None:
    await gather(talk)
    told = ("/evenement birthday", "06/03/2026", "oui", "oui", "oui")
    await tell(talk, "awa", *told)
    early = await talk.say("sylvie", "/demandes 1 approve")
    said = talk.heard("sylvie")

    talk.at(date(2026, 3, 6))
    due = await talk.say("sylvie", "/demandes 1 approve")

    assert early.result == {"refused": "FUTURE_DATE", "articles": []}
    assert said.endswith("Le bureau se prononcera à partir du 6 mars 2026, selon la situation de ce jour-là.")
    assert due.result is not None
    assert due.result["votes"] == {"yes": 1, "no": 0, "waiting": 2}


# Rounds that are over


async def test_the_button_of_an_earlier_round_counts_for_nothing_and_shows_what_is_so_now(talk: Talk) -> None:
    await father_dies(talk)
    before = talk.to("sylvie")
    await mother_dies(talk)

    outcome = await talk.say("sylvie", press=before.keys[0].data)

    assert outcome.result == {"refused": "JUDGED_AGAIN"}
    assert talk.heard("sylvie").startswith(
        "Le règlement conclut autrement depuis. Votre réponse n’a pas été comptée ; voici où en est la demande :\n\n"
        "Décès du père"
    )
    assert talk.to("sylvie").question == "vote"
    assert await talk.database.run(lambda work: work.votes.on("claim:1:1")) == []


async def test_the_card_of_an_earlier_round_says_so_and_leads_to_the_present_one(talk: Talk) -> None:
    await father_dies(talk)
    place = talk.paper.sent.index(talk.to("sylvie")) + 1

    await mother_dies(talk)

    edited = next(message for message in talk.paper.sent if message.edits == f"p{place}")
    assert plain(edited.text).endswith("les réponses données sur cette fiche ne comptent plus.")
    assert [key.label for key in edited.keys] == ["Plus"]


async def test_an_answer_to_a_question_put_before_is_asked_for_again_and_then_counts(talk: Talk) -> None:
    await father_dies(talk)
    await talk.say("sylvie", "/demandes 1")
    await mother_dies(talk)

    late = await talk.say("sylvie", "approve")
    again = await talk.say("sylvie", "approve")

    assert late.result == {"refused": "JUDGED_AGAIN"}
    assert again.result == {"claim": "1", "votes": {"yes": 1, "no": 0, "waiting": 2}, "state": "declared"}
    assert (await kept(talk)).round == 1


async def test_where_the_bylaws_now_leave_nothing_to_say_the_answer_ends_there(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birthday", "05/03/2026", "oui", "oui", "oui")
    await talk.say("sylvie", "/demandes 1")
    await talk.database.run(lambda work: work.claims.bring(1, ceremony=False, invitation=False))

    outcome = await talk.say("sylvie", "approve")

    assert outcome.result == {"refused": "JUDGED_AGAIN", "articles": ["NDZ art. 34"]}
    assert "Règlement : rien à verser sans cérémonie et invitation" in talk.heard("sylvie")
    assert talk.to("sylvie").question is None
