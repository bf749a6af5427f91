"""Numbered steps from every older database to the present one; imported only when a file is behind."""
