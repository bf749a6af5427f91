"""The built-in emulator: a second, independent reading of every service's rules.

It imports ``domain`` and libraries only, never ``wire``, ``compose`` or ``providers``, so that a
mistake there cannot hide behind the same mistake here.
"""
