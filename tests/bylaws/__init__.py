"""Bylaws files, the way they are shown, and the association's own text."""
