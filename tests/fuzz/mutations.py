"""Updates as Telegram would never send them: sound ones with parts removed, replaced, moved and blown up."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.telegram import people

Update = dict[str, Any]
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, float("nan"), float("inf"), 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**400),
    *(
        "",
        " ",
        "\0",
        "\ud800",
        "\udfff\ud800",
        "/",
        "//",
        "/ ",
        "@",
        "/solde@",
        "/start ",
        "🙃" * 50,
        "\u202eevil\u2066",
    ),
    *("x" * 100_000, "/solde " + "9" * 5000, "<b>&lt;</i>", "%s{0.__class__}", "'; DROP TABLE members; --", "7001"),
    *([], {}, [[]], [None], {"id": None}, {"id": "7001"}, {"id": 7001, "is_bot": "no"}, {"": {"": []}}),
    *("private", "supergroup", "channel", "member", "kicked"),
)


def sound(accounts: int) -> Iterator[Update]:
    """Sound updates of every kind, by turns, from that many accounts."""
    number = 0
    while True:
        account = 700_000 + number % accounts
        kinds = (
            people.message(account, "/solde"),
            people.message(account, "/start kf83hfkq9dk3hfnq"),
            people.message(account, "combien je dois ?"),
            people.message(account, "/langue"),
            people.message(account, contact={"phone_number": "+33639980274", "first_name": "O", "user_id": account}),
            people.message(account, document={"file_id": "d", "file_name": "a.csv", "file_size": 3}),
            people.message(account, photo=[{"file_id": "p", "file_size": 3}], caption="/solde"),
            people.message(account, sticker={"file_id": "s"}),
            people.press(account, "abcdefghijklmnop.0", 5),
            people.membership(account, "kicked"),
            people.in_group(account, "/solde@mbongi_bot"),
            people.in_group(account, "/solde", sender_chat={"id": -1, "type": "channel"}),
            {"update_id": number, "channel_post": people.message(account, "/solde")["message"]},
            {"update_id": number, "edited_message": people.message(account, "/solde")["message"]},
        )
        yield kinds[number % len(kinds)]
        number += 1


def mutated(count: int, seed: int, accounts: int = 2000) -> Iterator[Any]:
    """That many mutated updates, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    for update, _ in zip(sound(accounts), range(count), strict=False):
        changed: Any = copy.deepcopy(update)
        for _ in range(dice.randint(1, 4)):
            changed = _mutate(changed, dice)
        yield changed


def _mutate(update: Any, dice: random.Random) -> Any:
    spots = list(_spots(update))
    if not spots or dice.random() < 0.01:
        return dice.choice(STRANGE)
    holder, key = dice.choice(spots)
    other, another = dice.choice(spots)
    match dice.randrange(5):
        case 0:
            del holder[key]
        case 1 | 2:
            holder[key] = copy.deepcopy(dice.choice(STRANGE))
        case 3:
            holder[key] = copy.deepcopy(other[another])
        case _:
            holder[key] = [holder[key]] if dice.random() < 0.5 else {"id": holder[key]}
    return update


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a nested value, as its holder and key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _spots(inner)
