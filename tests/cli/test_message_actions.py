"""``history view``, ``history cancel`` and ``devices count`` against the emulator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.cli.conftest import Shell

DEVICE = "Virtual iPhone (OneSignal)"


def sent(home: Shell, **payload: object) -> str:
    """Send through OneSignal; return the delivery's id."""
    message = home.message(overrides={"onesignal": {"payload": payload}} if payload else {})
    done = home("send", message, "--profile", "sandbox-onesignal", "--to", DEVICE, "--json")
    assert done.status == 0, done.err
    return str(done.deliveries[0]["id"])


def test_a_scheduled_message_is_looked_at_and_taken_back(linked: Shell) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat(timespec="seconds")
    delivery = sent(linked, send_after=later)

    viewed = linked("history", "view", delivery, "--json")
    assert viewed.status == 0, viewed.err
    [seen] = viewed.lines
    assert (seen["type"], seen["id"], seen["outcome"]) == ("message", delivery, "accepted")
    assert ["remaining", "1"] in seen["facts"]

    cancelled = linked("history", "cancel", delivery, "--json")
    assert cancelled.status == 0, cancelled.err
    [told] = cancelled.lines
    assert (told["type"], told["outcome"], told["deliveries"]) == ("cancel", "accepted", [delivery])
    [listed] = linked("history", "list", "--fate", "cancelled", "--json").lines
    assert listed["id"] == delivery
    [shown] = linked("history", "show", delivery, "--json").lines
    assert [attempt["request"]["method"] for attempt in shown["events"][0]["trace"]] == ["DELETE"]

    again = linked("history", "cancel", delivery)
    assert again.status == 3
    assert "cancelled already" in again.err


def test_what_left_at_once_is_not_cancelled(linked: Shell) -> None:
    refused = linked("history", "cancel", sent(linked))
    assert refused.status == 3
    assert "It was not held back" in refused.err
    assert linked("history", "cancel", "nothing").status == 3
    assert linked("history", "cancel").status == 2


def test_targets_are_counted(linked: Shell) -> None:
    counted = linked("devices", "count", "--profile", "sandbox-onesignal", "--to", "segment:All", "--json")
    assert counted.status == 0, counted.err
    [line] = counted.lines
    assert (line["type"], line["target"], line["provider"]) == ("count", "segment:All", "onesignal")
    assert line["count"] >= 1
    words = linked("devices", "count", "--profile", "sandbox-onesignal", "--to", "segment:All").out
    assert words.split() == [str(line["count"]), "segment:All", "sandbox-onesignal"]

    device = linked("devices", "count", "--profile", "sandbox-onesignal", "--to", DEVICE, "--json")
    assert device.status == 3
    assert device.lines[0]["count"] is None
    assert "one device" in device.lines[0]["explain"]["what"]
    topic = linked("devices", "count", "--profile", "sandbox-fcm", "--to", "topic:news")
    assert topic.status == 3
    assert "does not say how many" in topic.err
