from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.aid import EventKind
from assistant.domain.claims import NewClaim
from assistant.domain.errors import BeforeBooksError
from assistant.domain.ledger import Method
from assistant.domain.members import Role
from assistant.domain.orders import Choice, NewOrder, NewPayout, OrderKind
from assistant.ports import UnitOfWork
from assistant.services import orders
from assistant.services.aid import cancelling, deciding, declaring
from tests.documents import reading
from tests.handlers.spending import gather
from tests.handlers.talk import Talk, member, plain

DIED = date(2026, 3, 4)
FATHER = NewClaim(EventKind.DEATH_FATHER, "M012", DIED, relative="Prosper Ibara")
WEDDING = NewClaim(EventKind.MARRIAGE, "M013", DIED, invitation=True)


@pytest.fixture
async def association(talk: Talk) -> Talk:
    """A bureau of three, Victor of the control commission, Awa and Bintou, who owe nothing."""
    await gather(talk)
    for person in (member("M012", "Awa"), member("M013", "Bintou"), member("M020", "Victor", Role.CONTROL)):
        await talk.register(person, balance=0)
    return talk


async def grants(talk: Talk, new: NewClaim, *, paid: bool = True) -> None:
    """The member declares it, the bureau agrees, the treasurer pays."""

    def unit(work: UnitOfWork) -> None:
        filed = declaring.declare(work, _as(work, new.concerns), new)
        for voter in ("M001", "M002", "M003"):
            deciding.vote(work, _as(work, voter), filed.id, Choice.APPROVE)
        if paid:
            _pays(work, filed.subject)

    await talk.database.run(unit)
    await talk.sender.drain()


async def helps(talk: Talk, cents: int = 30000) -> None:
    """Bintou is helped."""

    def unit(work: UnitOfWork) -> None:
        new = NewOrder(OrderKind.HELP, "M013", cents, "Chaudière", "help:1")
        orders.propose(work, _as(work, "M001"), new, approved=True)
        _pays(work, new.cause)

    await talk.database.run(unit)
    await talk.sender.drain()


def _as(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))


def _pays(work: UnitOfWork, cause: str) -> None:
    order = work.orders.caused_by(cause)
    assert order is not None
    orders.pay(work, _as(work, "M003"), order.id, NewPayout(Method.TRANSFER, work.today, "VIR 1"))


def _sheet(talk: Talk, who: str) -> list[list[Any]]:
    (file,) = talk.to(who).files
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows()]


async def test_the_bureau_reads_the_balance_then_the_year_then_each_event(association: Talk) -> None:
    await grants(association, FATHER)
    await grants(association, WEDDING, paid=False)
    await association.pay("M013", 2000)
    await helps(association)

    outcome = await association.say("hilaire", "/fonds")

    assert association.heard("hilaire") == (
        "Fonds d’entraide : -1 050,00 € au 5 mars 2026, 0,00 € au 31 décembre 2025.\n"
        "En 2026 : 1 000,00 € versés, 250,00 € appelés, 20,00 € reçus, 230,00 € restent dus.\n"
        "Une cotisation décès compte dans le solde dès son appel, même ce qui en reste dû.\n"
        "• Décès du père, Awa Ibara : 1 000,00 € versés, 250,00 € appelés, 20,00 € reçus, 230,00 € restent dus\n"
        "• Mariage, Bintou Ibara : 0,00 € versés, 0,00 € appelés, 0,00 € reçus, 0,00 € restent dus\n"
        "1 aide exceptionnelle versée : 300,00 € (art. 26)."
    )
    assert outcome.result == {
        "year": 2026,
        "paid": 100000,
        "called": 25000,
        "received": 2000,
        "due": 23000,
        "balance": -105000,
        "events": [
            {
                "event": "1",
                "kind": "death_father",
                "members": ["M012"],
                "cancelled": False,
                "paid": 100000,
                "called": 25000,
                "received": 2000,
                "due": 23000,
            },
            {
                "event": "2",
                "kind": "marriage",
                "members": ["M013"],
                "cancelled": False,
                "paid": 0,
                "called": 0,
                "received": 0,
                "due": 0,
            },
        ],
    }


async def test_the_spreadsheet_has_a_row_an_event(association: Talk) -> None:
    await grants(association, FATHER)

    await association.say("victor", "/fonds")

    head, row = _sheet(association, "victor")
    assert association.to("victor").files[0].name == "entraide-2026.xlsx"
    assert head[:4] == ["Accordé le", "Événement", "Pour", "Versé (EUR)"]
    assert head[6] == "Reste dû le 5 mars 2026 (EUR)"
    assert row[1:] == ["Décès du père", "Awa Ibara (M012)", 1000, 250, 0, 250, "Non"]


async def test_a_year_without_events_says_so_and_carries_no_spreadsheet(association: Talk) -> None:
    outcome = await association.say("hilaire", "/fund 2026")

    assert association.heard("hilaire") == (
        "Fonds d’entraide : 0,00 € au 5 mars 2026, 0,00 € au 31 décembre 2025.\nAucun événement en 2026."
    )
    assert association.to("hilaire").files == ()
    assert outcome.result is not None
    assert outcome.result["events"] == []


async def test_an_event_cancelled_before_anything_moved_is_listed_without_sums(association: Talk) -> None:
    await grants(association, WEDDING, paid=False)
    await association.database.run(lambda work: cancelling.cancel(work, _as(work, "M001"), 1, "doublon"))

    await association.say("victor", "/fonds")

    assert plain(association.heard("victor")) == (
        "Fonds d’entraide : 0,00 € au 5 mars 2026, 0,00 € au 31 décembre 2025.\n• Mariage, Bintou Ibara : annulé depuis"
    )


async def test_the_assembly_s_page_names_nobody_and_comes_as_a_paper_too(association: Talk) -> None:
    await grants(association, FATHER)
    await association.say("hilaire", "/fonds")

    outcome = await association.press("hilaire", "Résumé pour l’assemblée")

    heard = association.heard("hilaire")
    (file,) = association.to("hilaire").files
    written = reading.text(file.content)
    assert "• Décès du père, accordé 1 fois : 1 000,00 € versés, 250,00 € appelés, 0,00 € reçus" in heard
    assert file.name == "entraide-2026.pdf"
    assert "Décès du père 1 1 000,00 250,00 0,00 250,00" in plain(written)
    assert outcome.result is not None
    assert outcome.result["events"] == [
        {"kind": "death_father", "count": 1, "paid": 100000, "called": 25000, "received": 0, "due": 25000}
    ]
    for secret in ("Awa", "Ibara", "M012", "Prosper", "4 mars"):
        assert secret not in heard
        assert secret not in plain(written)
        assert secret not in repr(outcome.result)


async def test_in_english_too(association: Talk) -> None:
    await association.register(member("M004", "Joy", Role.VICE_PRESIDENT, language="en"))
    await grants(association, WEDDING, paid=False)

    await association.say("joy", "/fund 2026 summary")

    assert association.heard("joy").splitlines()[0] == (
        "Mutual-aid fund: €0.00 on 5 March 2026, €0.00 on 31 December 2025."
    )


@pytest.mark.parametrize("year", ["20266", "l’an", "12", "0000"])
async def test_a_year_that_cannot_be_read_is_said(association: Talk, year: str) -> None:
    outcome = await association.say("hilaire", f"/fonds {year}")

    assert outcome.result == {"refused": "BAD_DATE", "articles": []}
    assert association.heard("hilaire") == "Je n’ai pas pu lire cette année. Écrivez-la ainsi : 2026."


async def test_a_year_to_come_is_refused_and_one_before_the_books_is_not_covered(association: Talk) -> None:
    outcome = await association.say("hilaire", "/fonds 2027")

    assert outcome.result == {"refused": "FUTURE_DATE", "articles": []}
    with pytest.raises(BeforeBooksError):
        await association.say("hilaire", "/fonds 2024")


async def test_the_year_before_is_one_tap_away_where_the_books_know_it(association: Talk) -> None:
    await association.say("hilaire", "/fonds")
    await association.press("hilaire", "2025")

    assert association.heard("hilaire").startswith("Fonds d’entraide : 0,00 € au 31 décembre 2025")
    assert association.keys("hilaire") == ["Résumé pour l’assemblée"]


async def test_a_member_is_refused(association: Talk) -> None:
    outcome = await association.say("awa", "/fonds")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 14"]}
