"""Pushbench: a desktop testing console for push notifications."""

__version__ = "0.1.0"
