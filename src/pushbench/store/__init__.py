"""What a home keeps: devices, profiles, sealed secrets, history and settings in one SQLite file, messages as text files."""
