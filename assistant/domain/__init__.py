"""What the association is made of: frozen dataclasses that import the standard library and one another alone."""
