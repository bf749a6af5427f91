"""An error that lists what there is says so when it leaves some out."""

from __future__ import annotations

from pushbench.engine.known_names import known_names


def test_what_is_left_out_is_counted() -> None:
    names = [f"p{number}" for number in range(1, 14)]
    assert known_names([]) == "none"
    assert known_names(names[:2]) == "p1, p2"
    assert known_names(names[:12]).endswith(", p12")
    assert known_names(names).endswith(", p12 and 1 more")
