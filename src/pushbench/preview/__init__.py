"""How a notification looks on each surface: geometry and cut text as values, without a pixel drawn."""
