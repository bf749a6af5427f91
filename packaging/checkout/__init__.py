"""Sets up a checkout of Pushbench; standard library only, used by ``run.py`` alone."""
