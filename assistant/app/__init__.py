"""The composition root: the one place that knows everyone."""

from assistant.app.consoles import run_console, tick_once
from assistant.app.examining import examine
from assistant.app.joining import DEFAULT_BYLAWS, Assistant, bylaws_of, bylaws_set, choose_bylaws, join, opened
from assistant.app.scenarios import run_scenarios
from assistant.app.serving import invitation_link, serve
from assistant.app.showing import demo

__all__ = [
    "DEFAULT_BYLAWS",
    "Assistant",
    "bylaws_of",
    "bylaws_set",
    "choose_bylaws",
    "demo",
    "examine",
    "invitation_link",
    "join",
    "opened",
    "run_console",
    "run_scenarios",
    "serve",
    "tick_once",
]
