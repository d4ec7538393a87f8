"""Marks a text for the catalogues where it stands apart from its translation."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for this
    """The message itself; `t(message)` translates it when it is shown."""
    return message
