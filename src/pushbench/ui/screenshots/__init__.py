"""Pictures of the window with the content of an invented airline: ``python -m pushbench.ui.screenshots FOLDER``."""
