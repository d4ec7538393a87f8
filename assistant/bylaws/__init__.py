"""Reads a bylaws file into the dataclasses of the domain, and refuses it with a place and a remedy."""
