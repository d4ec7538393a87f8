"""Pure functions from facts and bylaws to decisions: no clock, no input or output, no text for people."""
