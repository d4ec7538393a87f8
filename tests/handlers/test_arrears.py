from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from handlers.arrears import SHOWN
from tests.engine.small_talk import CHANNEL
from tests.handlers.talk import Talk, member

PNG = b"\x89PNG"


@pytest.fixture
async def association(talk: Talk) -> Talk:
    """The treasurer at zero; Awa within the tolerance, Brice beyond it, Céline in long arrears and out of reach."""
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.register(member("M013", "Brice"), balance=-6001)
    await talk.register(member("M014", "Céline"), balance=-30000)
    await talk.database.run(_lose_celine)
    return talk


def _lose_celine(work: UnitOfWork) -> None:
    account = work.accounts.get(CHANNEL, "céline")
    assert account
    work.accounts.save(replace(account, unreachable_since=work.now))


async def test_the_total_comes_first_then_the_bands_then_who_owes_most(association: Talk) -> None:
    await association.say("zéphirin", "/impayes")

    assert association.heard("zéphirin") == (
        "380,01 € d’arriérés, 3 membres, au 5 mars 2026.\n"
        "Jusqu’à 60,00 € : 1 membre, 20,00 €\n"
        "De 60,01 € à 240,00 € : 1 membre, 60,01 €\n"
        "Plus de 240,00 € : 1 membre, 300,00 €\n"
        "• Céline Ibara (M014) : 300,00 €, depuis le 31/12/2025 ou avant, injoignable ici\n"
        "• Brice Ibara (M013) : 60,01 €, depuis le 31/12/2025 ou avant\n"
        "• Awa Ibara (M012) : 20,00 €, depuis le 01/02/2026"
    )


async def test_it_is_said_in_english_too(talk: Talk) -> None:
    await talk.register(member("M001", "Joy", Role.SECRETARY, language="en"), balance=-4400)

    await talk.say("joy", "/arrears")

    assert talk.heard("joy") == (
        "€44.00 overdue, 1 member, on 5 March 2026.\n"
        "Up to €60.00: 1 member, €44.00\n"
        "€60.01 to €240.00: 0 members, €0.00\n"
        "More than €240.00: 0 members, €0.00\n"
        "• Joy Ibara (M001): €44.00, since 01/01/2026"
    )


async def test_scripts_read_each_member_who_owes_and_the_total(association: Talk) -> None:
    outcome = await association.say("zéphirin", "/impayes")

    assert outcome.result
    assert outcome.result["total"] == 38001
    assert [line["number"] for line in outcome.result["members"]] == ["M014", "M013", "M012"]
    assert outcome.result["members"][0] == {
        "number": "M014",
        "name": "Céline Ibara",
        "balance": -30000,
        "overdue": 30000,
        "since": "2025-12-31",
        "status": "NOT_UP_TO_DATE",
        "reachable": False,
    }


async def test_two_charts_and_a_spreadsheet_come_with_it(association: Talk) -> None:
    await association.say("zéphirin", "/impayes")

    files = association.to("zéphirin").files
    assert [file.name for file in files] == [
        "impayes-2026-03-05.png",
        "cotisations-2026-03-05.png",
        "impayes-2026-03-05.xlsx",
    ]
    assert all(file.content.startswith(PNG) for file in files[:2])
    assert files[2].media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def test_the_spreadsheet_has_a_row_for_each_member_who_owes_with_typed_cells(association: Talk) -> None:
    await association.say("zéphirin", "/impayes")

    sheet = load_workbook(io.BytesIO(association.to("zéphirin").files[2].content)).worksheets[0]
    head, celine, *others = list(sheet.iter_rows())
    assert [cell.value for cell in head] == [
        "Numéro",
        "Nom",
        "Doit (EUR)",
        "En retard (EUR)",
        "En retard depuis",
        "Situation au 5 mars 2026",
        "Joignable ici",
    ]
    assert [cell.data_type for cell in celine] == ["s", "s", "n", "n", "d", "s", "s"]
    assert [cell.value for cell in celine][:4] == ["M014", "Céline Ibara", 300, 300]
    assert [cell.value for cell in celine][5:] == ["pas à jour", "Non"]
    assert len(others) == 2


async def test_the_charts_are_drawn_on_a_dark_ground_too(association: Talk) -> None:
    await association.say("zéphirin", "/impayes")
    light = association.to("zéphirin").files
    await association.press("zéphirin", "Graphiques sur fond sombre")
    dark = association.to("zéphirin").files
    await association.press("zéphirin", "Graphiques sur fond clair")
    again = association.to("zéphirin").files

    assert [file.name for file in dark] == [file.name for file in light]
    assert all(one.content != other.content for one, other in zip(light[:2], dark[:2], strict=True))
    assert [file.content for file in again[:2]] == [file.content for file in light[:2]]


@pytest.mark.parametrize("word", ["sombre", "dark", "SOMBRE"])
async def test_a_dark_ground_may_be_asked_for_by_word(association: Talk, word: str) -> None:
    await association.say("zéphirin", f"/impayes {word}")

    assert "Graphiques sur fond clair" in association.keys("zéphirin")


async def test_who_is_not_up_to_date_can_be_warned_from_there(association: Talk) -> None:
    await association.say("zéphirin", "/impayes")
    shown = association.keys("zéphirin")

    await association.press("zéphirin", "Avertir Céline Ibara (M014)")

    assert shown[:2] == ["Avertir Céline Ibara (M014)", "Avertir Brice Ibara (M013)"]
    assert not [label for label in shown if "Awa" in label]
    assert "Céline" in association.heard("zéphirin")


async def test_where_nobody_owes_the_dues_of_the_months_are_shown_all_the_same(talk: Talk) -> None:
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)

    outcome = await talk.say("zéphirin", "/impayes")

    assert talk.heard("zéphirin") == "Personne n’est en retard au 5 mars 2026."
    assert [file.name for file in talk.to("zéphirin").files] == ["cotisations-2026-03-05.png"]
    assert outcome.result == {"members": [], "total": 0}


async def test_what_is_not_overdue_and_what_former_members_owe_is_told_apart(talk: Talk) -> None:
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    await talk.register(member("M012", "Awa"), balance=0)
    await talk.register(member("M013", "Brice", status=Status.RESIGNED, since=date(2026, 1, 1)), balance=-6000)
    due = NewTransfer(
        member_account("M012"), Account.AID, 10000, Kind.LEVY, date(2026, 3, 1), "claim:1", due_on=date(2026, 3, 31)
    )
    await talk.database.run(lambda work: work.ledger.record([due], OPERATOR))

    outcome = await talk.say("zéphirin", "/impayes")

    assert talk.heard("zéphirin").splitlines() == [
        "Personne n’est en retard au 5 mars 2026.",
        "Dû par ailleurs, sans retard : 100,00 € (1 membre).",
        "1 ancien membre doit encore 15,00 €.",
    ]
    assert outcome.result
    assert [(line["number"], line["overdue"]) for line in outcome.result["members"]] == [("M012", 0)]


async def test_a_long_list_names_some_and_counts_the_others(talk: Talk) -> None:
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    for place in range(SHOWN + 2):
        await talk.register(member(f"M1{place:02}", f"Awa{place}"), balance=-1000 - place)

    await talk.say("zéphirin", "/impayes")

    *_, last = talk.heard("zéphirin").splitlines()
    assert last == "… et 2 autres, dans le tableau"
    assert talk.heard("zéphirin").count("• ") == SHOWN


@pytest.mark.parametrize("role", [Role.PRESIDENT, Role.SECRETARY, Role.DEPUTY_TREASURER])
async def test_the_whole_bureau_may_read_it(talk: Talk, role: Role) -> None:
    await talk.register(member("M001", "Hilaire", role), balance=0)

    outcome = await talk.say("hilaire", "/impayes")

    assert outcome.result == {"members": [], "total": 0}


async def test_a_member_does_not_read_what_others_owe(association: Talk) -> None:
    outcome = await association.say("awa", "/impayes")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 5"]}
    assert not association.to("awa").files


async def test_names_are_never_taken_for_markup(talk: Talk) -> None:
    odd: dict[str, Any] = {"last_name": "<b>=1+1"}
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    await talk.register(member("M012", "Awa", **odd), balance=-9000)

    await talk.say("zéphirin", "/impayes")

    assert "• Awa &lt;b&gt;=1+1 (M012)" in str(talk.to("zéphirin").text)
