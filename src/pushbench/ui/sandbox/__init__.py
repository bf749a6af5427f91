"""The Sandbox screen: what the emulated services saw and what their virtual devices show."""
