"""E-mail, outgoing only: aiosmtplib hands messages to the association's own mail server."""

from assistant.channels.mail.channel import Mail, Patience

__all__ = ["Mail", "Patience"]
