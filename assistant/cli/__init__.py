"""The command line: arguments in, exit code out. 0 done, 1 refused or found wrong, 2 bad usage or settings.

Errors go to standard error in one sentence each; bad input never gives a traceback.
"""

from assistant.cli import books, care, serve, statements, texts
from assistant.cli.common import cli

__all__ = ["books", "care", "cli", "main", "serve", "statements", "texts"]


def main() -> None:
    """The installed script `assistant`."""
    cli(prog_name="assistant")
