"""Builders and tables that several providers share; nothing here knows which provider uses it."""
