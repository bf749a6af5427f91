"""The JSON editor: gutter, colours, line tints, and messages below the lines they are about."""
