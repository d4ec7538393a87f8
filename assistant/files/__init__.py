"""What people hand in: bytes to rows, or every error with its line; and the files that people are given."""

from assistant.files.rows import BalanceRow, MemberRow, PaymentRow, read_balances, read_members, read_payments

__all__ = ["BalanceRow", "MemberRow", "PaymentRow", "read_balances", "read_members", "read_payments"]
