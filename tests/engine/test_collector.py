"""The collector's settings come back, however blocks overlap."""

from __future__ import annotations

import gc

import pytest

from pushbench.engine.collector import full_collections_put_off


def test_full_collections_are_put_off_and_come_back() -> None:
    before = gc.get_threshold()
    first, second = full_collections_put_off(), full_collections_put_off()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold()[:2] == before[:2]
    assert gc.get_threshold()[2] > 1000
    first.__exit__(None, None, None)
    assert gc.get_threshold()[2] > 1000
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_they_come_back_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(KeyError), full_collections_put_off():
        raise KeyError
    assert gc.get_threshold() == before
