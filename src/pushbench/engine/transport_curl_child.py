"""The process that sends for Pushbench: libcurl with an interpreter of its own, so that no window waits for it.

Reads commands from standard input and writes results to standard output; ends when the input does.
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import IO

from pushbench.engine.transport_curl_frames import CommandReader, pack_results, read_frame, write_frame
from pushbench.engine.transport_curl_lanes import Lanes


def main() -> int:
    """Run until the input ends and everything under way has ended."""
    # Ctrl+C reaches the whole group of processes; what is in flight is to be finished, and the parent says when.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    lanes = Lanes()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, lanes), name="commands", daemon=True).start()
    try:
        while not lanes.is_done:
            results = lanes.turn()
            if results:
                write_frame(sys.stdout.buffer, pack_results(results))
    except BrokenPipeError:
        return 1  # whoever waited is gone
    finally:
        lanes.close()
    return 0


def _listen(stream: IO[bytes], lanes: Lanes) -> None:
    reader = CommandReader()
    while (packed := read_frame(stream)) is not None:
        for command in reader.read(packed):
            lanes.post(command)
    lanes.end()


if __name__ == "__main__":
    sys.exit(main())
