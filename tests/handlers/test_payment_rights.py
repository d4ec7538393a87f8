"""Who decides on payments: of two treasurers the first, nobody on their own, no stranger, no stale button."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.domain.members import Role, Status
from assistant.domain.payments import PaymentState
from tests.handlers.talk import Talk, member
from tests.handlers.treasury import declare, kept, photograph, press, told


@pytest.mark.parametrize("label", ["Confirmer", "Rejeter", "Autre montant"])
async def test_the_second_of_two_reads_who_decided_and_when(treasury: Talk, label: str) -> None:
    await declare(treasury)
    stale = next(key for key in treasury.to("jean").keys if key.label == label)
    await press(treasury, "grace", "Confirm")
    treasury.later(hours=1)

    outcome = await treasury.say("jean", press=stale.data)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert treasury.heard("jean") == "C’est déjà fait : paiement confirmé par Grace Ibara le 5 mars 2026 à 10 h 00."


@pytest.mark.parametrize("answer", ["Confirmer", "Rejeter", "n’importe quoi"])
async def test_who_was_about_to_decide_reads_that_somebody_has(treasury: Talk, answer: str) -> None:
    await declare(treasury)
    await treasury.say("jean", "/paiements 1")
    await treasury.say("grace", "/payments 1 confirm")

    outcome = await treasury.say("jean", answer)

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert len((await kept(treasury, 1)).decisions) == 1


async def test_who_was_writing_the_reason_reads_that_somebody_has_decided(treasury: Talk) -> None:
    await declare(treasury)
    await press(treasury, "jean", "Rejeter")
    await treasury.say("grace", "/payments 1 confirm")

    outcome = await treasury.say("jean", "rien reçu")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert (await kept(treasury, 1)).state is PaymentState.CONFIRMED


async def test_a_treasurer_s_own_payment_goes_to_the_other_and_is_not_theirs_to_decide(treasury: Talk) -> None:
    before = len(treasury.paper.sent)
    await declare(treasury, "jean")
    await declare(treasury)

    await treasury.say("jean", "/paiements")
    queue = treasury.heard("jean")
    refused = [await treasury.say("jean", f"/paiements 1 {word}") for word in ("", "confirm", "reject rien")]
    await press(treasury, "grace", "Confirm")

    assert queue == "2 paiements attendent, 40,00 € au total. Le vôtre (20,00 €) attend l’autre trésorier."
    assert {str(outcome.result) for outcome in refused} == {
        "{'refused': 'SELF_CONFIRMATION', 'articles': ['NDZ art. 22']}"
    }
    assert len(told(treasury, "grace", before)) >= 2


async def test_only_one_s_own_payment_in_the_queue_is_nothing_to_decide(treasury: Talk) -> None:
    await declare(treasury, "jean")

    outcome = await treasury.say("jean", "/paiements")

    assert outcome.result == {"payment": None, "state": None}


# Who may


@pytest.mark.parametrize("who", ["awa", "sylvie"])
async def test_the_queue_is_the_treasurers_alone(treasury: Talk, who: str) -> None:
    await treasury.register(member("M002", "Sylvie", Role.SECRETARY), balance=0)

    outcome = await treasury.say(who, "/paiements")

    assert outcome.result == {"refused": "NOT_TREASURER", "articles": ["NDZ art. 22"]}
    assert "€" not in treasury.heard(who)


async def test_a_stranger_learns_nothing_of_the_queue(treasury: Talk) -> None:
    await declare(treasury)

    outcome = await treasury.say("quidam", "/paiements 1")

    assert outcome.result == {"refused": "NOT_A_MEMBER", "articles": []}


@pytest.mark.parametrize(
    "changed", [member("M006", "Jean"), member("M006", "Jean", Role.TREASURER, status=Status.SUSPENDED)]
)
@pytest.mark.parametrize("way", ["card", "dialogue"])
async def test_a_treasurer_who_lost_the_role_decides_no_more(treasury: Talk, changed: object, way: str) -> None:
    await declare(treasury)
    if way == "dialogue":
        await treasury.say("jean", "/paiements 1")
    await treasury.database.run(lambda work: work.members.save(changed))  # type: ignore[arg-type]

    outcome = await press(treasury, "jean", "Confirmer")

    assert outcome.result == {"refused": "NOT_TREASURER", "articles": ["NDZ art. 22"]}
    assert (await kept(treasury, 1)).state is PaymentState.DECLARED


async def test_a_button_under_somebody_else_s_card_changes_nothing(treasury: Talk) -> None:
    await declare(treasury)
    key = treasury.to("grace").keys[0]

    outcomes = [await treasury.say(who, press=key.data) for who in ("jean", "awa", "quidam")]

    assert {str(outcome.result) for outcome in outcomes} == {"{'refused': 'STALE_BUTTON'}"}
    assert (await kept(treasury, 1)).state is PaymentState.DECLARED


async def test_a_button_that_is_older_than_sixty_days_changes_nothing(treasury: Talk) -> None:
    await declare(treasury)
    treasury.later(days=61)

    outcome = await press(treasury, "jean", "Confirmer")

    assert outcome.result == {"refused": "STALE_BUTTON"}


async def test_the_same_press_twice_decides_once(treasury: Talk) -> None:
    await declare(treasury)
    key = next(key for key in treasury.to("jean").keys if key.label == "Confirmer")

    first, second = [await treasury.say("jean", press=key.data) for _ in range(2)]

    assert (first.result, second.result) == (
        {"payment": "1", "state": "confirmed"},
        {"refused": "ALREADY_DECIDED", "articles": []},
    )


@pytest.mark.parametrize("typed", ["99", "9" * 400, "0", "-1", "1'; DROP TABLE payment", "M999", "٣"])
async def test_a_payment_that_is_not_there_leads_to_the_queue(treasury: Talk, typed: str) -> None:
    await declare(treasury)

    await treasury.say("jean", f"/paiements {typed}")

    assert treasury.to("jean").question == "payment"


async def test_names_and_reasons_are_shown_as_text_and_run_nothing(treasury: Talk) -> None:
    await treasury.register(replace(member("M066", "Rufin"), last_name="<b>Bo&b</b>"), balance=-2000)
    await declare(treasury, "rufin")

    await treasury.say("jean", "/paiements 1 reject <i>rien</i> & nul")

    assert "&lt;b&gt;Bo&amp;b&lt;/b&gt;" in str(treasury.to("grace").text)
    assert "« <i>rien</i> & nul »" in treasury.heard("rufin")


async def test_the_proof_is_gone_from_the_card_thirty_days_after_the_decision(treasury: Talk, tmp_path: Path) -> None:
    await treasury.say("awa", "/payer 20 virement hier")
    await photograph(treasury, "awa", tmp_path)
    await treasury.say("awa", "oui")
    await treasury.say("grace", "/payments 1 confirm")

    treasury.clock.instant = treasury.clock.now() + timedelta(days=30)
    erased = await treasury.database.run(lambda work: work.documents.erase_due())
    await treasury.say("jean", "/paiements 1")

    assert erased == 1
    assert treasury.to("jean").files == ()
