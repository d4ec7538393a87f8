import json
from datetime import date
from typing import Any

from assistant.domain.actors import OPERATOR
from assistant.domain.aid import Basis, EventKind
from assistant.domain.attending import Answer, Excuse
from assistant.domain.claims import Announcement, NewClaim, Verdict
from assistant.domain.convening import Frozen
from assistant.domain.ledger import Kind
from assistant.domain.manual import NewEntry
from assistant.domain.meetings import Party, Purpose, Quorum, Writing
from assistant.domain.members import Role, Status
from assistant.domain.messages import Incoming, Preferences
from assistant.domain.resolutions import Ballot, Method
from assistant.ports import UnitOfWork
from assistant.services import linking
from assistant.services.mydata import PARTS
from assistant.services.tick import tick
from storage import tables
from tests.engine.small_talk import CHANNEL
from tests.handlers import treasury as treasurers
from tests.handlers.meeting_ahead import DAY, call, gather
from tests.handlers.talk import Talk, member

SHOWN_AS = {
    "member": "member",
    "member_status": "member",
    "member_role": "member",
    "application": "application",
    "chat_account": "accounts",
    "preferences": "preferences",
    "transfer": "ledger",
    "manual_entry": "manual_entries",
    "payment": "payments",
    "payment_decision": "payments",
    "statement_line": "bank_lines",
    "line_payment": "bank_lines",
    "expense": "expenses",
    "payment_order": "orders",
    "vote": "votes",
    "claim": "claims",
    "aid_event": "claims",
    "help_request": "help_requests",
    "meeting": "meetings",
    "rsvp": "answers",
    "proxy": "proxies",
    "presence": "presences",
    "excuse": "excuses",
    "exemption": "exemptions",
    "ballot": "ballots",
    "petition": "petitions",
    "signature": "petitions",
    "broadcast": "broadcasts",
    "recipient": "broadcasts",
    "document": "documents",
    "document_view": "document_views",
    "reminder_pause": "pauses",
    "warning": "warnings",
    "inbox": "received",
    "outbox": "messages",
    "dialogue": "open_dialogues",
    "audit": "audit",
}
"""The part of the file that shows what a table holds about a member."""
SHOWN_ELSEWHERE = {
    "resolution": "what is put to the vote; how a member voted stands in the ballots",
    "minutes": "the association's; every member is sent them",
    "invitation": "the hash of a code; that it was made stands in the audit",
    "keyboard": "the buttons of messages; they stand in the messages",
    "pace": "when a chat was last written to; that stands in the messages",
    "book": "facts of the association",
    "once": "what was done once, by key; that stands in the messages and the audit",
}


async def _file(talk: Talk, who: str) -> dict[str, Any]:
    await talk.say(who, "/mesdonnees")
    found: dict[str, Any] = json.loads(talk.to(who).files[0].content)
    return found


def test_the_file_covers_every_table_of_the_database() -> None:
    covered = set(SHOWN_AS) | set(SHOWN_ELSEWHERE)

    assert set(tables.metadata.tables) == covered
    assert set(SHOWN_AS.values()) == set(PARTS)


async def test_the_file_holds_all_that_is_kept_about_who_asks(talk: Talk) -> None:
    await talk.register(member("M012", "Awa", Role.CULTURE, phone="+33639980137"), balance=-2000)
    await talk.declare("M012", 1234)
    chosen = Preferences(22, 7, dues_reminders=False)
    await talk.database.run(lambda work: work.accounts.save_preferences("M012", chosen))
    by_hand = NewEntry("member:M012", Kind.MANUAL, -750, date(2026, 3, 5), "a glass broken")
    await talk.database.run(lambda work: work.manual.add(by_hand, "M005"))
    await talk.database.run(lambda work: linking.invite(work, OPERATOR, "M012"))
    await talk.say("awa", "/solde")

    held = await _file(talk, "awa")

    assert (held["about"], held["association"]) == ("M012", "N'DZOUANA")
    assert held["member"]["phone"] == "+33639980137"
    assert held["member"]["roles"] == ["culture"]
    assert [account["account"] for account in held["accounts"]] == ["awa"]
    assert held["preferences"]["quiet_from"] == 22
    assert [entry["cents"] for entry in held["ledger"]] == [2500]
    assert [payment["cents"] for payment in held["payments"]] == [1234]
    assert [(entry["cents"], entry["reason"]) for entry in held["manual_entries"]] == [(-750, "a glass broken")]
    assert any("Vous devez 20,00" in str(message["body"]) for message in held["messages"])
    assert any(row["action"] == "invite" for row in held["audit"])


async def test_the_file_holds_nothing_about_anybody_else(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.register(member("M013", "Bintou", last_name="Samba", phone="+33639980138"), balance=-7777)
    await talk.declare("M013", 4321)

    held = json.dumps(await _file(talk, "awa"), ensure_ascii=False)

    assert not [word for word in ("M013", "Bintou", "Samba", "980138", "7777", "4321") if word in held]


def _claim(work: UnitOfWork, concerns: str, declared_by: str, relative: str) -> int:
    new, today = NewClaim(EventKind.DEATH_FATHER, concerns, date(2026, 3, 4), relative=relative), work.today
    event = work.claims.open_event()
    claim = work.claims.add(new, event, declared_by=declared_by, declared_on=today, announced_on=today, consent=True)
    judged = Verdict(False, "SUSPENDED", ("8",), {"overdue": 7777}, new.kind, 0, 0, 0, Basis.LIVE, new.event_on, 7777)
    work.claims.judge(claim, judged, round_=0)
    return claim


async def test_the_file_holds_claims_help_asked_for_and_who_was_shown_what_was_handed_in(treasury: Talk) -> None:
    def unit(work: UnitOfWork) -> None:
        claim = _claim(work, "M012", "M012", "Prosper Ibara")
        work.claims.announce(1, Announcement("M005", work.now, "Notre sœur est en deuil."))
        for handed_in_by in ("M012", "M005"):
            document = work.documents.keep(f"claim:{claim}", handed_in_by, "a.jpg", "image/jpeg", b"photo")
            work.documents.see(document, "M006")
        work.helps.add("M012", "Notre toit a brûlé.")

    await treasury.database.run(unit)

    held = await _file(treasury, "awa")

    (claim,) = held["claims"]
    assert (claim["told"]["relative"], claim["told"]["event_on"]) == ("Prosper Ibara", "2026-03-04")
    assert (claim["verdict"]["reason"], claim["verdict"]["figures"]) == ("SUSPENDED", {"overdue": 7777})
    assert claim["event"]["announcement"]["text"] == "Notre sœur est en deuil."
    assert [request["words"] for request in held["help_requests"]] == ["Notre toit a brûlé."]
    assert held["document_views"] == [{"document": 1, "viewer": "M006", "at": "2026-03-05T09:00:00+00:00"}]


async def test_who_declares_for_another_finds_the_claim_without_what_it_was_judged_by(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.register(member("M013", "Bintou"))
    await talk.register(member("M014", "Chantal"))
    await talk.database.run(lambda work: _claim(work, "M013", "M012", "Prosper"))

    declarer, concerned, other = [await _file(talk, who) for who in ("awa", "bintou", "chantal")]

    assert [(each["told"]["relative"], each["verdict"]) for each in declarer["claims"]] == [("Prosper", None)]
    assert "7777" not in json.dumps(declarer)
    assert [each["verdict"]["overdue"] for each in concerned["claims"]] == [7777]
    assert other["claims"] == []


async def test_what_came_for_the_sake_of_an_office_stands_there_by_its_day_alone(treasury: Talk) -> None:
    payment = await treasurers.declare(treasury, "awa")
    await treasury.say("grace", f"/payments {payment}")
    await treasury.say("grace", "/cancel")

    held = await _file(treasury, "grace")

    told = [message["body"] for message in held["messages"]]
    assert told[:2] == [{"office": True}] * 2
    assert told[2]["text"].startswith("Cancelled")
    assert not [word for word in ("M012", "Awa", "20,00", "20.00") if word in json.dumps(held, ensure_ascii=False)]


async def test_a_letter_of_the_bureau_stands_there_as_it_was_sent_whoever_signed_it(talk: Talk) -> None:
    await talk.register(member("M003", "Jean", Role.SECRETARY), balance=0)
    await talk.register(member("M012", "Awa"), balance=-8000)
    await talk.say("jean", "/avertir M012")
    await talk.press("jean", "Confirmer")

    held = await _file(talk, "awa")

    letter = next(message["body"] for message in held["messages"] if message["kind"] == "dues_warning")
    assert (letter["overdue"], letter["signed_by"]) == (8000, "Jean Ibara")


async def test_what_is_forgotten_leaves_its_day_in_the_file_and_no_word(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.say("awa", "/solde")
    await talk.database.run(_handled)
    talk.later(days=90)
    await talk.database.run(tick)

    held = await _file(talk, "awa")

    assert held["received"] == [{"at": "2026-03-05T09:00:00+00:00", "channel": CHANNEL}]
    assert held["messages"][0] == {
        "at": "2026-03-05T09:00:00+00:00",
        "kind": "reply",
        "state": "sent",
        "body": {},
    }


def _handled(work: UnitOfWork) -> None:
    work.inbox.receive([Incoming(CHANNEL, "1", "awa", "awa", private=True, received_at=work.now, text="mon solde")])
    work.inbox.done(work.inbox.waiting(1)[0].id, "ok")


async def test_the_file_is_named_after_the_member_and_the_day(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))

    outcome = await talk.say("awa", "/mydata")

    assert outcome.result == {"file": "mbongi-M012-2026-03-05.json"}
    assert [(file.name, file.media_type) for file in talk.to("awa").files] == [
        ("mbongi-M012-2026-03-05.json", "application/json")
    ]
    assert talk.to("awa").personal


async def test_the_file_holds_what_meetings_keep_of_who_asks_and_of_others_no_more_than_a_number(talk: Talk) -> None:
    await gather(talk)
    meeting = await call(talk, hosts=("M012",))

    def unit(work: UnitOfWork) -> None:
        at, attendances = work.now, work.attendances
        attendances.answer(meeting, "M012", Answer.ABSENT, "Un mariage", received_at=at, by="M012")
        attendances.answer(meeting, "M013", Answer.ABSENT, "A wedding", received_at=at, by="M013")
        work.proxies.give(meeting, "M013", "M012", Writing.CHAT, by="M013")
        attendances.check_in(meeting, "M012", "M002")
        attendances.excuse(Excuse(meeting, "M012", True, "M002", at, "à bientôt"))
        attendances.exempt("M012", DAY, DAY, reason="en mission", by="M002")
        party = Party("M012", Status.ACTIVE, True, True)
        others = Party("M013", Status.ACTIVE, False, False)
        frozen = Frozen({"M012": party, "M013": others}, ("M012",), ())
        work.meetings.open(meeting, "M002", frozen, chair=None, secretary=None)
        vote = work.resolutions.open(
            meeting, "Budget", item=None, method=Method.HANDS, quorum=Quorum(1, 1, 1), by="M002"
        )
        for elector, by in (("M012", "M012"), ("M013", "M012"), ("M014", "M012")):
            work.resolutions.cast(vote, elector, Ballot.FOR, by=by)
        petition = work.petitions.add(Purpose.VACANCY, "Un siège est vacant", "M013")
        work.petitions.sign(petition, "M012")

    await talk.database.run(unit)

    held = await _file(talk, "awa")

    assert [(each["host"], each["standing_at_opening"]["votes"]) for each in held["meetings"]] == [(True, True)]
    assert [(each["answer"], each["reason"]) for each in held["answers"]] == [("absent", "Un mariage")]
    assert [(each["giver"], each["holder"]) for each in held["proxies"]] == [("M013", "M012")]
    assert [each["checked_in_by"] for each in held["presences"]] == ["M002"]
    assert [each["note"] for each in held["excuses"]] == ["à bientôt"]
    assert [each["reason"] for each in held["exemptions"]] == ["en mission"]
    assert [each["elector"] for each in held["ballots"]] == ["M012", "M013"]
    assert [(each["begun_by_them"], each["words"]) for each in held["petitions"]] == [(False, None)]
    assert [(each["kind"], each["told_by"]) for each in held["broadcasts"]] == [("convocation", None)]
    assert "A wedding" not in json.dumps(held)


async def test_an_answer_entered_for_another_stands_in_the_file_of_that_other_alone(talk: Talk) -> None:
    await gather(talk)
    meeting = await call(talk)
    for said in (f"/reunions {meeting} for M012", "absent", "Un mariage"):
        await talk.say("sylvie", said)

    held = await _file(talk, "sylvie")

    assert "Awa" in talk.paper.sent[-2].text
    assert not [row for row in held["messages"] if "Awa" in json.dumps(row) or "mariage" in json.dumps(row)]


async def test_the_file_of_who_began_a_petition_holds_its_words(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"))
    await talk.database.run(lambda work: work.petitions.add(Purpose.VACANCY, "Un siège est vacant", "M012"))

    held = await _file(talk, "awa")

    (begun,) = held["petitions"]
    assert (begun["begun_by_them"], begun["words"], begun["signed_at"]) == (True, "Un siège est vacant", None)
