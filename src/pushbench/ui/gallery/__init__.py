"""Every component of the design in every state, for looking at and for the picture tests."""
