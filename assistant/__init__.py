"""Mbongi: the assistant of a members' association."""
