"""Appearances to pixels: one painter for the window, the exports and the tests."""
