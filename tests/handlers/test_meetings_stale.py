"""Who answers no convocation, and buttons that are out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.domain.convening import Frozen
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Status, StatusChange
from tests.handlers.meeting_ahead import answers, call, calls_off, moves
from tests.handlers.talk import Talk, member


async def test_a_suspended_member_a_former_one_and_a_stranger_answer_nothing(called: Talk) -> None:
    gone = member("M016", "Félix")
    left = replace(gone, history=(*gone.history, StatusChange(date(2026, 3, 1), Status.RESIGNED)))
    await called.register(left, balance=0)

    suspended = await called.say("odile", "/reunions 1 present")
    resigned = await called.say("félix", "/reunions 1 present")
    await called.say("nobody", "/reunions 1 present")

    assert (suspended.result, resigned.result) == (
        {"refused": "SUSPENDED", "articles": ["NDZ art. 30"]},
        {"refused": "NOT_A_MEMBER", "articles": ["NDZ art. 7"]},
    )
    assert "Je ne sais pas" in called.heard("nobody") or "code" in called.heard("nobody")
    everybody = await called.database.run(lambda work: work.attendances.answers(1))
    assert everybody == {}


async def test_where_a_meeting_is_held_is_not_told_to_whom_is_not_called_to_it(called: Talk) -> None:
    gone = member("M016", "Félix", status=Status.RESIGNED)
    await called.register(gone, balance=0)

    for who in ("odile", "félix"):
        for said in ("/reunions", "/reunions 1", "je viens samedi"):
            outcome = await called.say(who, said)
            assert (outcome.result or {})["refused"] in {"SUSPENDED", "NOT_A_MEMBER"}, (who, said)
            assert "Lilas" not in called.heard(who)

    assert called.heard("félix").startswith("Cela est réservé aux membres")


async def test_another_s_button_changes_nothing(called: Talk) -> None:
    key = next(key for key in called.to("awa").keys if key.label == "Je viens")

    outcome = await called.say("joy", press=key.data, message="p1")

    assert outcome.result == {"refused": "STALE_BUTTON"}
    assert await called.database.run(lambda work: work.attendances.answers(1)) == {}


async def test_a_button_from_before_a_change_shows_what_changed_and_asks_again(called: Talk) -> None:
    old = next(key for key in called.to("awa").keys if key.label == "Je viens")
    await moves(called)

    outcome = await called.say("awa", press=old.data, message="p1")
    shown, asked = called.heard("awa"), called.to("awa").question
    answered = await called.press("awa", "Je viens")

    assert outcome.result is None
    assert shown.startswith("Cette réunion a changé depuis ce message. La voici maintenant :\nRéunion mensuelle")
    assert "Salle des fêtes" in shown
    assert asked == "answer"
    assert answered.result == {"meeting": "1", "rsvp": "present"}


async def test_a_card_shown_before_a_change_is_shown_again_instead_of_answered(called: Talk) -> None:
    await called.say("awa", "/reunions")
    shown = called.to("awa")
    await moves(called)
    key = next(key for key in shown.keys if key.label == "Je viens")

    outcome = await called.say("awa", press=key.data, message="p1")

    assert outcome.result is None
    assert called.heard("awa").startswith("Cette réunion a changé depuis ce message.")
    assert await answers(called) == []


async def test_a_button_of_a_meeting_called_off_says_since_when(called: Talk) -> None:
    old = next(key for key in called.to("awa").keys if key.label == "Je viens")
    await calls_off(called)

    outcome = await called.say("awa", press=old.data, message="p1")

    assert outcome.result == {"refused": "ALREADY_DECIDED", "articles": []}
    assert called.heard("awa") == (
        "Cette réunion a été annulée le 5 mars 2026 à 10 h 00 : il n’y a plus rien à répondre."
    )


async def test_a_button_of_a_meeting_that_has_begun_says_so(called: Talk) -> None:
    called.clock.instant = datetime(2026, 3, 14, 13, 20, tzinfo=UTC)
    frozen = Frozen({}, (), ())
    await called.database.run(lambda work: work.meetings.open(1, "M002", frozen, chair=None, secretary=None))

    outcome = await called.press("awa", "Je ne viens pas")

    assert outcome.result == {"refused": "DEADLINE_PASSED", "articles": ["NDZ art. 19"]}
    assert called.heard("awa") == (
        "Cette réunion a commencé le 14 mars 2026 à 14 h 20 : il n’est plus possible d’y répondre ici (art. 19). Si "
        "vous n’y étiez pas, dites au bureau pourquoi."
    )


async def test_a_meeting_that_waits_for_the_bureau_is_nobody_s_business_yet(called: Talk) -> None:
    await call(called, date(2026, 3, 28), SessionKind.AGO, hosts=())

    await called.say("awa", "/reunions 2")

    assert called.heard("awa").startswith("Réunion mensuelle, samedi 14 mars 2026")
