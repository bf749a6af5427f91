"""The window around the screens: rail, status line, notices, start and end."""
