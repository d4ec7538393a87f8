"""How money changes hands, in words."""

from __future__ import annotations

from assistant.domain.ledger import Method
from assistant.marks import N_

NAMES = {Method.TRANSFER: N_("Transfer"), Method.CHEQUE: N_("Cheque"), Method.CASH: N_("Cash")}
"""As a choice."""
CALLED = {
    Method.TRANSFER: ("virement", "par virement", "transfer", "by transfer", "bank transfer"),
    Method.CHEQUE: ("chèque", "par chèque", "cheque", "by cheque", "check"),
    Method.CASH: ("espèces", "en espèces", "liquide", "cash", "in cash"),
}
"""What people call it, whatever language they read."""
BY = {Method.TRANSFER: N_("by transfer"), Method.CHEQUE: N_("by cheque"), Method.CASH: N_("in cash")}
"""In a sentence."""
