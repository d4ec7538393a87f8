from importlib import import_module
from pathlib import Path

import pytest

import handlers
from handlers.manual import keys, page

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_of_commands_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(handlers.routes()), "run `make docs`"


@pytest.mark.parametrize(
    ("family", "asked"),
    [
        ("admission", ("candidate", "date", "confirm")),
        ("settings", ("setting", "language", "hours", "reminders")),
        ("bank", ("date",)),
        ("statement", ()),
    ],
)
def test_keys_stand_in_the_order_in_which_they_are_asked(family: str, asked: tuple[str, ...]) -> None:
    assert keys(import_module(f"handlers.{family}")) == asked


def test_a_row_tells_who_may_what_is_asked_and_what_it_gives() -> None:
    rows = page(handlers.routes()).splitlines()

    assert (
        "| bureau | `/admettre` `/admit` – Admit a candidate | `candidate`, `date`, `confirm` "
        "| `member`, `admitted_on`, `waiting_ends_on`, `articles` |"
    ) in rows
    assert any(row.startswith("| treasurer | `/banque` `/bank` ") for row in rows)
    assert any(row.startswith("| member | `/solde` `/balance` ") for row in rows)
    assert any(row.startswith("| anyone | `/aide` `/help` ") for row in rows)


def test_every_command_has_a_french_word() -> None:
    assert all("fr" in command.names for command in handlers.routes().commands)
