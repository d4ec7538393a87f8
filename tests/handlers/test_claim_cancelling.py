"""A decision is undone: what is said before, who is told, and what was paid comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.dispatch import Outcome
from assistant.domain.claims import ClaimState
from assistant.domain.members import Status
from assistant.ports import Database
from tests.conftest import PARIS
from tests.handlers.bereaved import all_heard, lines, two_mourn_one_brother
from tests.handlers.declaring import declare, gather, kept, send_paper, tell, vote
from tests.handlers.talk import Talk, plain


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "sealed.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS, secret_key="secret"
    )
    yield opened
    await opened.close()


async def paid(talk: Talk) -> None:
    """Awa's father has died, the bureau has agreed, and the treasurer has paid."""
    await gather(talk)
    await declare(talk)
    await vote(talk)
    await tell(talk, "rosine", "/ordres 1", "today", "transfer", "VIR 77")


async def cancel(talk: Talk, who: str = "sylvie", claim: int = 1) -> Outcome:
    """Declared by mistake."""
    return await tell(talk, who, f"/demandes {claim} annuler", "Erreur de personne", "yes")


# Cancelling


async def test_an_approved_claim_can_be_cancelled_once_it_has_been_shown_what_that_undoes(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)

    await talk.say("sylvie", "/demandes 1")
    await talk.press("sylvie", "Annuler la décision")
    why = talk.heard("sylvie")
    await talk.say("sylvie", "Erreur de personne")
    summary = talk.heard("sylvie")
    outcome = await talk.say("sylvie", "yes")

    assert why == (
        "Pourquoi l’annuler ? Awa Ibara lira votre motif, ainsi que toutes les personnes à qui la cotisation a été "
        "demandée."
    )
    assert summary == (
        "Voici ce qui sera annulé :\nDécès du père : Awa Ibara (M012), le 2 mars 2026.\n"
        "• le versement de 1 000,00 €, pas encore fait ;\n"
        "• la cotisation décès de 50,00 € : chaque personne qui la devait est prévenue ;\n"
        "Faut-il annuler cette décision ?"
    )
    assert outcome.result == {"claim": "1", "votes": {"yes": 3, "no": 0, "waiting": 0}, "state": "cancelled"}
    assert "C’est annulé, et chaque personne concernée est prévenue." in "\n".join(all_heard(talk, "sylvie"))
    assert any("« Erreur de personne »" in text and "est annulée" in text for text in all_heard(talk, "rufin"))


async def test_whoever_thinks_again_changes_nothing(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)

    outcome = await tell(talk, "sylvie", "/demandes 1 cancel", "Erreur", "no")

    assert outcome.result == {"cancelled": "claims"}
    assert talk.heard("sylvie") == "Rien n’a changé."
    assert (await kept(talk)).state is ClaimState.APPROVED


async def test_the_reason_is_read_by_the_declarer_alone_where_nobody_was_asked_for_anything(
    talk: Talk, tmp_path: Path
) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement birth", "01/03/2026", "skip", "1")
    await send_paper(talk, "awa", tmp_path)
    await talk.say("awa", "oui")
    await vote(talk)

    await talk.say("sylvie", "/demandes 1 annuler")

    assert talk.heard("sylvie") == "Pourquoi l’annuler ? Awa Ibara lira votre motif."


async def test_while_another_claim_keeps_the_event_its_contribution_stands(talk: Talk) -> None:
    await two_mourn_one_brother(talk)
    await vote(talk, 1)
    await talk.say("sylvie", "/demandes 2 as_death_brother")
    await vote(talk, 2)

    await tell(talk, "sylvie", "/demandes 2 cancel", "Erreur")

    assert [line for line in lines(talk) if line.startswith("•")] == ["• le versement de 500,00 €, pas encore fait ;"]


async def test_who_read_an_announcement_is_told_too(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)
    await talk.say("awa", "/evenement announce 1 yes")
    await tell(talk, "sylvie", "/annoncer 1", "Le père d’Awa nous a quittés.", "yes")

    await tell(talk, "sylvie", "/demandes 1 cancel", "Erreur")

    assert "• l’annonce : chaque personne qui l’a lue est prévenue ;" in lines(talk)


async def test_what_is_paid_on_a_member_s_death_is_told_as_paid_to_somebody_else(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement death_member", "M014", "02/03/2026", "oui")
    await vote(talk)

    await tell(talk, "rosine", "/ordres 1", "today", "transfer", "VIR 77")

    assert talk.heard("awa") == (
        "2 000,00 € ont été versés par virement le 5 mars 2026 : entraide (Décès d’un membre), Rufin Ibara."
    )
    assert talk.heard("rosine") == (
        "Noté : 2 000,00 € versés par virement, le 5 mars 2026, pour Rufin Ibara. Awa Ibara le sait."
    )


async def test_a_member_who_was_taken_for_dead_is_a_member_again(talk: Talk) -> None:
    await gather(talk)
    await tell(talk, "awa", "/evenement death_member", "M014", "02/03/2026", "oui")
    await vote(talk)

    await tell(talk, "sylvie", "/demandes 1 cancel", "Homonyme")
    summary = lines(talk)
    await talk.say("sylvie", "yes")

    assert "• le décès au registre : Rufin Ibara redevient membre." in summary
    rufin = await talk.database.run(lambda work: work.members.get("M014"))
    assert rufin is not None
    assert rufin.status is Status.ACTIVE


async def test_what_is_not_decided_is_refused_or_withdrawn_and_not_cancelled(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)

    outcome = await talk.say("sylvie", "/demandes 1 cancel")

    assert outcome.result == {"refused": "NOT_CONFIRMED", "articles": []}
    assert talk.heard("sylvie") == (
        "Le bureau ne s’est pas encore prononcé : refusez la demande, ou demandez à la personne qui l’a déclarée de la "
        "retirer."
    )


async def test_the_second_of_two_who_cancel_reads_who_did(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)
    await tell(talk, "hilaire", "/demandes 1 cancel", "Doublon")
    await cancel(talk)

    outcome = await talk.say("hilaire", "yes")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": ["NDZ art. 14"]}
    assert "Annulé par Sylvie Ibara le 5 mars 2026 à 10 h 00." in talk.heard("hilaire")


# What was paid


async def test_what_was_paid_is_asked_back_and_noted_by_a_treasurer_once_it_has_come(talk: Talk) -> None:
    await paid(talk)
    await tell(talk, "sylvie", "/demandes 1 cancel", "Erreur de personne")
    summary = lines(talk)
    await talk.say("sylvie", "yes")
    place, card = next(
        (place, message)
        for place, message in enumerate(talk.paper.sent, start=1)
        if message.to.chat == "rosine" and "à récupérer" in message.text
    )

    await talk.say("rosine", press=next(key.data for key in card.keys if key.label == "La somme est revenue"))
    question = lines(talk, "rosine")
    outcome = await talk.say("rosine", "yes")

    assert "• les 1 000,00 € versés : la trésorerie est chargée de les récupérer ;" in summary
    assert question[-1] == "Les 1 000,00 € versés sont-ils revenus à la banque ?"
    assert outcome.result is not None
    assert outcome.result["state"] == "cancelled"
    assert "Noté : 1 000,00 € sont revenus à la banque." in all_heard(talk, "rosine")
    edited = next(message for message in talk.paper.sent if message.edits == f"p{place}")
    assert plain(edited.text).endswith("Les 1 000,00 € versés sont revenus.")
    assert edited.keys == ()
    assert await talk.database.run(lambda work: work.audit.problems()) == []


async def test_money_that_is_not_back_is_not_noted(talk: Talk) -> None:
    await paid(talk)
    await cancel(talk)

    outcome = await tell(talk, "rosine", "/demandes 1 rembourse", "no")

    assert outcome.result == {"cancelled": "claims"}
    assert talk.heard("rosine") == "Rien n’a changé."


async def test_what_is_back_or_never_left_is_not_noted_twice(talk: Talk) -> None:
    await paid(talk)
    early = await talk.say("rosine", "/demandes 1 repaid")
    await cancel(talk)
    await tell(talk, "rosine", "/demandes 1 repaid", "yes")

    again = await talk.say("rosine", "/demandes 1 repaid")

    assert early.result == again.result == {"refused": "NOT_CONFIRMED", "articles": []}
    assert talk.heard("rosine") == "Il n’y a rien à récupérer pour cette demande, ou plus rien."


async def test_the_claim_says_ever_after_whether_the_money_is_back(talk: Talk) -> None:
    await paid(talk)
    await cancel(talk)
    await talk.say("hilaire", "/demandes 1")
    before = lines(talk, "hilaire")
    await tell(talk, "rosine", "/demandes 1 repaid", "yes")

    await talk.say("hilaire", "/demandes 1")

    assert before[-1] == "1 000,00 € avaient été versés."
    assert lines(talk, "hilaire")[-1] == "Les 1 000,00 € versés sont revenus."


async def test_only_who_makes_transfers_notes_that_money_is_back(talk: Talk) -> None:
    await paid(talk)
    await cancel(talk)

    outcome = await talk.say("sylvie", "/demandes 1 repaid")
    await talk.say("sylvie", "/demandes 1")
    secretary = talk.keys("sylvie")
    await talk.say("rosine", "/demandes 1")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 25"]}
    assert secretary == []
    assert talk.keys("rosine") == ["La somme est revenue"]


async def test_the_announcement_is_offered_once_the_family_agrees_and_until_it_is_made(talk: Talk) -> None:
    await gather(talk)
    await declare(talk)
    await vote(talk)

    await talk.say("sylvie", "/demandes 1")
    unsaid = talk.keys("sylvie")
    await talk.say("awa", "/evenement announce 1 yes")
    await talk.say("sylvie", "/demandes 1")

    assert unsaid == ["Annuler la décision"]
    assert talk.keys("sylvie") == ["Annoncer", "Annuler la décision"]
