"""Help inside the window: the shortcut sheet, About, and what a bug report needs."""
