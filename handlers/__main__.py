"""`python -m handlers`: write the page of commands."""

from pathlib import Path

import handlers
from handlers.manual import page

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
PAGE.write_text(page(handlers.routes()), encoding="utf-8")
