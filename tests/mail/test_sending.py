"""The channel against a real mail server on this machine: what each of its answers, and silences, means."""

from __future__ import annotations

import asyncio
import logging
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.channels.mail import Patience
from assistant.channels.mail.channel import IN_LINE
from assistant.chat import CannotSendError, ChatGoneError, RetryLaterError, UnsureError
from assistant.clocks import StandingClock
from assistant.domain.errors import MbongiError
from tests.mail.conftest import HURRIED, Start
from tests.mail.letters import message
from tests.mail.post_office import DROP, PASSWORD, SLOW, USER, PostOffice, opened

OwnCertificate = tuple[ssl.SSLContext, Path]
login_without_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")


async def test_one_message_after_the_other_leaves_on_one_connection(office: PostOffice, start: Start) -> None:
    mail = start(office.settings())

    sent = [await mail.send(message(id=number)) for number in range(3)]

    assert [letter["Message-ID"] for letter in office.letters] == [one.id for one in sent]
    assert [(sender, to) for sender, to, _ in office.taken] == [("bureau@example.org", "bintou@example.org")] * 3
    assert office.said["EHLO"] == 1


async def test_a_connection_with_nothing_to_send_is_closed_and_opened_again(office: PostOffice, start: Start) -> None:
    mail = start(office.settings(), Patience(idle=0.05))

    await mail.send(message())
    await asyncio.wait_for(office.left.wait(), 60)
    await mail.send(message())

    assert (office.said["EHLO"], len(office.taken)) == (2, 2)


async def test_a_connection_that_the_server_has_closed_meanwhile_is_opened_again(
    office: PostOffice, start: Start
) -> None:
    mail = start(office.settings())
    await mail.send(message())
    office.faults["RSET"] = [DROP]

    await mail.send(message(id=13))

    assert (len(office.taken), office.said["EHLO"]) == (2, 2)


async def test_many_at_once_share_the_connection_and_the_others_come_back_later(
    office: PostOffice, start: Start
) -> None:
    mail = start(office.settings())

    results = await asyncio.gather(
        *(mail.send(message(id=number)) for number in range(IN_LINE + 3)), return_exceptions=True
    )

    put_off = [result for result in results if isinstance(result, RetryLaterError)]
    assert [error.everyone for error in put_off] == [True] * 3
    assert (len(office.taken), office.said["EHLO"]) == (IN_LINE, 1)


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "452 4.2.2 mailbox full"])
async def test_a_recipient_put_off_is_tried_again_later_and_holds_up_nobody(
    office: PostOffice, start: Start, answer: str
) -> None:
    office.faults["RCPT"] = [answer]
    mail = start(office.settings())

    with pytest.raises(RetryLaterError) as later:
        await mail.send(message())
    await mail.send(message(id=13))

    assert later.value.everyone is False
    assert len(office.taken) == 1


async def test_a_recipient_refused_for_good_cannot_be_reached(office: PostOffice, start: Start) -> None:
    office.faults["RCPT"] = ["550 5.1.1 no such person here"]
    mail = start(office.settings())

    with pytest.raises(ChatGoneError, match=r"550 5\.1\.1 no such person here"):
        await mail.send(message())
    await mail.send(message(id=13))

    assert [letter["Message-ID"].split(".")[0] for letter in office.letters] == ["<outbox-13"]


async def test_what_is_no_address_cannot_be_reached_and_never_gets_to_the_server(
    office: PostOffice, start: Start
) -> None:
    with pytest.raises(ChatGoneError, match="no e-mail address"):
        await start(office.settings()).send(message(to="awa@example.org>\r\nRCPT TO:<eve@example.org"))

    assert not office.said


async def test_a_message_that_the_server_will_not_take_is_not_sent_again(office: PostOffice, start: Start) -> None:
    office.faults["DATA"] = ["552 5.3.4 too large"]

    with pytest.raises(CannotSendError, match=r"552 5\.3\.4 too large"):
        await start(office.settings()).send(message())


async def test_a_message_that_the_server_puts_off_is_sent_again(office: PostOffice, start: Start) -> None:
    office.faults["DATA"] = ["451 4.3.0 try again"]
    mail = start(office.settings())

    with pytest.raises(RetryLaterError):
        await mail.send(message())
    await mail.send(message())

    assert len(office.taken) == 1


@pytest.mark.parametrize("fault", [DROP, SLOW])
async def test_once_the_content_is_under_way_silence_is_unsure(office: PostOffice, start: Start, fault: str) -> None:
    office.faults["DATA"] = [fault]
    mail = start(office.settings(), HURRIED)

    with pytest.raises(UnsureError):
        await mail.send(message())
    await mail.send(message(id=13))

    assert office.letters[-1]["Message-ID"].startswith("<outbox-13.")


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("fault", [DROP, SLOW, "421 4.3.2 closing"])
async def test_before_the_content_silence_means_that_nothing_left_and_everybody_waits(
    office: PostOffice, start: Start, clock: StandingClock, command: str, fault: str
) -> None:
    office.faults[command] = [fault, fault]
    mail = start(office.settings(), HURRIED)

    with pytest.raises(RetryLaterError) as first:
        await mail.send(message())
    with pytest.raises(RetryLaterError) as second:
        await mail.send(message(id=13))
    office.faults.clear()
    clock.instant = clock.now() + timedelta(seconds=first.value.seconds)
    await mail.send(message(id=14))

    assert (first.value.everyone, second.value.everyone) == (True, True)
    assert second.value.seconds == first.value.seconds
    assert len(office.taken) == 1


async def test_a_server_that_stays_away_is_asked_ever_more_seldom_and_at_least_once_an_hour(
    office: PostOffice, start: Start, clock: StandingClock
) -> None:
    settings = office.settings()
    office.faults["MAIL"] = ["421 closing"] * 6
    mail, rests = start(settings), []

    for _ in range(6):
        with pytest.raises(RetryLaterError) as later:
            await mail.send(message())
        rests.append(later.value.seconds)
        clock.instant = clock.now() + timedelta(seconds=later.value.seconds)
    await mail.send(message())
    office.faults["MAIL"] = ["421 closing"]
    with pytest.raises(RetryLaterError) as afterwards:
        await mail.send(message())

    assert rests == [60, 240, 960, 3600, 3600, 3600]
    assert afterwards.value.seconds == 60


async def test_no_server_at_all_is_said_once(
    start: Start, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(PostOffice()) as gone:
        settings = gone.settings()
    mail = start(settings)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            with pytest.raises(RetryLaterError):
                await mail.send(message())
            clock.instant = clock.now() + timedelta(hours=1)

    (line,) = caplog.messages
    assert line.startswith(f"no e-mail leaves for 60 s: 127.0.0.1:{gone.port} cannot be used")


async def test_a_sender_that_the_server_refuses_loses_no_message(
    office: PostOffice, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    office.faults["MAIL"] = ["550 5.7.1 not you"]

    with pytest.raises(RetryLaterError) as later:
        await start(office.settings()).send(message())

    assert later.value.everyone is True
    assert "takes nothing from the address of MAIL_FROM (550)" in caplog.text


@login_without_tls
async def test_a_login_is_given_once_a_connection(start: Start) -> None:
    async with opened(PostOffice(), login=True) as office:
        mail = start(office.settings(user=USER, password=PASSWORD))

        await mail.send(message())
        await mail.send(message(id=13))

    assert (len(office.taken), office.logins) == (2, [USER])


@login_without_tls
async def test_a_login_that_is_refused_loses_no_message_and_is_never_told(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "assistant")
    async with opened(PostOffice(), login=True) as office:
        mail = start(office.settings(user=USER, password="wrong/canary"))

        with pytest.raises(RetryLaterError) as later:
            await mail.send(message())
        with pytest.raises(MbongiError, match=r"refuses the login of SMTP_URL \(535\)"):
            await mail.check()

    assert later.value.everyone is True
    assert office.taken == []
    assert "refuses the login of SMTP_URL (535)" in caplog.text
    assert "canary" not in caplog.text


@pytest.mark.parametrize(("secrecy", "wrapped"), [("starttls", False), ("tls", True)])
@login_without_tls
async def test_a_connection_is_secret_before_anything_is_said(
    start: Start, own_certificate: OwnCertificate, secrecy: str, wrapped: bool
) -> None:
    served, trusted = own_certificate
    async with opened(PostOffice(), tls=served, wrapped=wrapped, login=True) as office:
        settings = office.settings("tls" if secrecy == "tls" else "starttls", USER, PASSWORD)
        mail = start(settings, tls=ssl.create_default_context(cafile=trusted))

        await mail.check()
        await mail.send(message())

    assert len(office.taken) == 1


@pytest.mark.parametrize("wrapped", [False, True])
async def test_a_server_with_a_certificate_that_nobody_vouches_for_is_told_nothing(
    start: Start, own_certificate: OwnCertificate, wrapped: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(PostOffice(), tls=own_certificate[0], wrapped=wrapped) as office:
        mail = start(office.settings("tls" if wrapped else "starttls"))

        with pytest.raises(RetryLaterError):
            await mail.send(message())

    assert (office.taken, office.said["MAIL"]) == ([], 0)
    assert "CERTIFICATE_VERIFY_FAILED" in caplog.text


async def test_a_server_that_offers_no_secrecy_is_told_nothing_where_it_is_asked_for(
    office: PostOffice, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RetryLaterError):
        await start(office.settings("starttls")).send(message())

    assert office.said["MAIL"] == 0
    assert "STARTTLS extension not supported" in caplog.text


async def test_looking_whether_the_server_answers_sends_nothing(office: PostOffice, start: Start) -> None:
    await start(office.settings()).check()

    assert (office.said["EHLO"], office.said["MAIL"], office.said["QUIT"]) == (1, 0, 1)


async def test_looking_at_a_server_that_does_not_answer_ends_in_time(office: PostOffice, start: Start) -> None:
    office.faults["EHLO"] = [SLOW, SLOW]

    with pytest.raises(MbongiError, match="does not answer in time; check the network and SMTP_URL"):
        await start(office.settings("starttls"), HURRIED).check()
