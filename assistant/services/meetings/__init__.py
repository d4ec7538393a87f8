"""Meetings: convening, answering, representing, holding, recording (art. 7 and 15 to 20)."""
