"""Data in, bytes out: what is handed to people as a file."""
