"""The database's revisions by name, for whoever looks at a file without loading the store."""

from __future__ import annotations

HEAD = "0003"
"""The revision that ``schema`` describes."""
REVISIONS = ("0001", "0002", "0003")
"""Every revision there was, oldest first."""
