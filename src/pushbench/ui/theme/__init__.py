"""How the window looks: colours, type, icons and the stylesheet, all from one token file."""
