"""What people hand in: bytes to rows, or every error with its line."""
