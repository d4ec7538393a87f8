"""The rules, each at both sides of every edge."""
