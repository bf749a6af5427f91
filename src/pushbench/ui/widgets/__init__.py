"""Parts that any screen may use; they know themes and values, never the domain."""
