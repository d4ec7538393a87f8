"""The catalogues, one folder a language; `python -m locales` brings them up to what the code says."""
