"""The Compose screen: messages, form, JSON, preview, send."""
