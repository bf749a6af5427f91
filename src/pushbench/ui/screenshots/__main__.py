"""Takes the pictures."""

from __future__ import annotations

import sys

from pushbench.ui.screenshots.camera import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
