"""Mutual aid: claims are declared, judged by the bylaws whenever the facts change, decided by the bureau, paid, shared.

`LOCK` of `judging` is taken before any other by whatever changes claims, events or contributions.
"""
