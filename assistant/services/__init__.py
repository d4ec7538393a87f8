"""One function a verb: ask for permission, load facts, ask a rule, write, queue notices."""
