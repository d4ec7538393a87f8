"""An association's bylaws as data: read from TOML, checked whole, shown article by article."""

from assistant.bylaws.amending import amend
from assistant.bylaws.reading import load, parse, shipped

__all__ = ["amend", "load", "parse", "shipped"]
