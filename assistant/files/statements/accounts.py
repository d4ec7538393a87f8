"""An account by one name, whichever way a file tells it: a French account number is made into its IBAN."""

from __future__ import annotations

import re

_BANK = re.compile(r"[0-9]{5}")
_ACCOUNT = re.compile(r"[0-9A-Z]{11}")
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")


def french_iban(bank: str, branch: str, account: str) -> str:
    """The IBAN of a bank, a branch and an account; what else they are is joined as it stands."""
    if not (_BANK.fullmatch(bank) and _BANK.fullmatch(branch) and _ACCOUNT.fullmatch(account)):
        return f"{bank}{branch}{account}"
    number = int(account.translate(_LETTERS))
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * number) % 97
    basic = f"{bank}{branch}{account}{key:02}"
    weight = int("".join(str(int(character, 36)) for character in f"{basic}FR00"))
    return f"FR{98 - weight % 97:02}{basic}"
