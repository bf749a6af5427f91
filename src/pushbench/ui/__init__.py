"""The window: one of the two shells over the engine. Qt widgets, view-models and screens."""
