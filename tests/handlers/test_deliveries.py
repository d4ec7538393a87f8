from datetime import UTC, datetime

from assistant.chat import CannotSendError, UnsureError
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import Delivery
from assistant.ports import UnitOfWork
from assistant.services.notify import tell
from assistant.services.tick import tick
from handlers.deliveries import KINDS
from handlers.notices import renderers
from handlers.people import NAMED
from tests.handlers.arrears import WITHIN
from tests.handlers.talk import JOINED, Talk, member


async def _remind(talk: Talk, failure: Exception) -> None:
    def queue(work: UnitOfWork) -> None:
        tell(work, "M012", "dues_reminder", WITHIN | {"months": []}, delivery=Delivery.AT_MOST_ONCE)

    talk.paper.failures.append(failure)
    await talk.database.run(queue)
    await talk.sender.drain()


async def _bureau(talk: Talk) -> None:
    await talk.register(member("M003", "Jean", Role.SECRETARY))
    await talk.register(member("M012", "Awa"))


async def test_where_all_has_left_the_bureau_is_told_so(talk: Talk) -> None:
    await _bureau(talk)

    outcome = await talk.say("jean", "/envois")

    assert talk.heard("jean") == "Tous les messages sont partis."
    assert outcome.result == {"unsure": [], "dead": [], "unreachable": []}


async def test_a_reminder_that_may_not_have_arrived_is_listed_and_sent_again_with_one_tap(talk: Talk) -> None:
    await _bureau(talk)
    await _remind(talk, UnsureError())

    listed = await talk.say("jean", "/envois")
    said = talk.heard("jean")
    await talk.press("jean", talk.keys("jean")[0])

    assert listed.result
    row = listed.result["unsure"][0]
    assert said == (
        f"1 message n’est peut-être pas arrivé\nN° {row} : rappel de cotisation, pour Awa Ibara, le 5 mars 2026"
    )
    assert talk.heard("awa").startswith("Bonjour Awa. Il reste 20,00 € de cotisations à régler.")
    assert talk.heard("jean").startswith("Il va être renvoyé.")


async def test_a_message_is_sent_again_once_only(talk: Talk) -> None:
    await _bureau(talk)
    await _remind(talk, UnsureError())
    listed = await talk.say("jean", "/envois")
    assert listed.result
    row = listed.result["unsure"][0]
    await talk.say("jean", f"/envois {row}")

    await talk.say("jean", f"/envois {row}")

    assert talk.heard("jean").startswith("Ce message n’a plus besoin d’être renvoyé.")
    assert sum("Il reste" in str(message.text) for message in talk.paper.sent) == 1


async def test_a_message_that_can_never_be_sent_is_listed_as_such(talk: Talk) -> None:
    await _bureau(talk)
    await _remind(talk, CannotSendError("no"))

    outcome = await talk.say("jean", "/envois")

    assert outcome.result
    assert len(outcome.result["dead"]) == 1
    assert talk.heard("jean").startswith("1 message n’a pas pu partir\n")


async def test_a_message_that_is_forgotten_is_no_longer_listed_and_cannot_be_sent_again(talk: Talk) -> None:
    await _bureau(talk)
    await _remind(talk, CannotSendError("no"))
    talk.later(days=89)
    await talk.database.run(tick)
    listed = await talk.say("jean", "/envois")
    talk.later(days=1)
    await talk.database.run(tick)

    outcome = await talk.say("jean", f"/envois {listed.result['dead'][0]}" if listed.result else "")

    assert outcome.result
    assert outcome.result["dead"] == []
    assert talk.heard("jean") == "Ce message n’a plus besoin d’être renvoyé.\nTous les messages sont partis."


async def test_members_without_a_chat_are_named_as_far_as_a_message_goes(talk: Talk) -> None:
    await _bureau(talk)
    await talk.register(member("M099", "Zoé"))

    def enrol(work: UnitOfWork) -> None:
        for place in range(NAMED + 2):
            history = (StatusChange(JOINED, Status.ACTIVE),)
            work.members.save(Member(f"N{place:03}", "Okemba", f"Rose{place}", JOINED, history))
        gone = work.accounts.get("paper", "zoé")
        assert gone
        work.accounts.save(
            type(gone)("paper", "zoé", "zoé", "M099", unreachable_since=datetime(2026, 3, 1, tzinfo=UTC))
        )

    await talk.database.run(enrol)

    outcome = await talk.say("jean", "/envois")

    assert outcome.result
    assert len(outcome.result["unreachable"]) == NAMED + 3
    assert "23 membres ne sont pas joignables ici ; il faut une lettre ou un appel : Zoé Ibara, Rose0 Okemba" in (
        talk.heard("jean")
    )
    assert talk.heard("jean").endswith(" et 3 autres.")


async def test_only_the_bureau_sees_deliveries(talk: Talk) -> None:
    await _bureau(talk)

    outcome = await talk.say("awa", "/envois")

    assert outcome.result
    assert outcome.result["refused"] == "NOT_AUTHORISED"


def test_every_kind_of_message_has_a_name_for_the_bureau() -> None:
    assert set(KINDS) == {*renderers(), "reply"}
