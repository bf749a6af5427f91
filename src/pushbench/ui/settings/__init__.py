"""The Settings screen: appearance, where things are kept, shortcuts."""
