"""A treasurer's spreadsheets into the register and the books: all rows or none; the same rows twice change nothing."""

from assistant.services.imports.balances import import_balances
from assistant.services.imports.common import ImportReport
from assistant.services.imports.members import import_members
from assistant.services.imports.payments import import_payments

__all__ = ["ImportReport", "import_balances", "import_members", "import_payments"]
