"""Rules about the values in an ``aps`` dictionary and how they go together."""

from __future__ import annotations

from collections.abc import Iterator

from pushbench.domain.finding import Hit, Severity
from pushbench.domain.json_value import Json
from pushbench.providers.formats.aps_block import ApsBlock
from pushbench.providers.formats.aps_key_rules import GENERATING
from pushbench.providers.formats.aps_keys import INTERRUPTION_LEVELS, LIVE_ACTIVITY, is_integer, plain
from pushbench.providers.formats.aps_rules import ApsRule
from pushbench.providers.formats.change import fix

_SOUND_FORMATS = (".aiff", ".aif", ".wav", ".caf")
_TEXT_KEYS = ("title", "subtitle", "body")
_LOC_PAIRS = (
    ("title-loc-args", "title-loc-key"),
    ("subtitle-loc-args", "subtitle-loc-key"),
    ("loc-args", "loc-key"),
)


def shows_text(alert: Json) -> bool:
    """Whether an alert has any words: a text, or a key the app finds one under."""
    if isinstance(alert, str):
        return bool(alert.strip())
    if not isinstance(alert, dict):
        return False
    keys = (*_TEXT_KEYS, *(key for _, key in _LOC_PAIRS))
    return any(_has_words(alert.get(key)) for key in keys)


def _has_words(value: Json) -> bool:
    if isinstance(value, dict):
        return _has_words(value.get("loc-key"))
    return isinstance(value, str) and bool(value.strip())


def _empty_alert(block: ApsBlock) -> Iterator[Hit]:
    alert = block.alert
    if isinstance(alert, str | dict) and not shows_text(alert):
        yield Hit(block.alert_pointer, "The alert has no words.")


def _badge(block: ApsBlock) -> Iterator[Hit]:
    badge = block.aps.get("badge")
    if not isinstance(badge, int | float) or isinstance(badge, bool):
        return
    if badge < 0 or not is_integer(badge):
        here = block.at("badge")
        yield Hit(here, f"badge is {str(badge)[:20]}.", patch=fix("Set to 0", (here, 0)))


def _arguments_without_key(block: ApsBlock) -> Iterator[Hit]:
    for arguments, key in _LOC_PAIRS:
        if arguments in block.alert_object and key not in block.alert_object:
            here = block.at("alert", arguments)
            yield Hit(here, f"{arguments} has no {key} beside it.", fix=f"Add {key}, or remove {arguments}.")


def _placeholders(block: ApsBlock) -> Iterator[Hit]:
    for arguments, key in _LOC_PAIRS:
        values, text = block.alert_object.get(arguments), block.alert_object.get(key)
        if isinstance(values, list) and isinstance(text, str) and "%" in text:
            yield Hit(
                block.at("alert", key),
                f"{key} looks like the text itself, not like its key.",
                "It holds a % sign; the placeholders stand in the app's Localizable.strings.",
            )


def _mutable_without_alert(block: ApsBlock) -> Iterator[Hit]:
    if block.aps.get("mutable-content") in (1, True, "1") and not shows_text(block.alert):
        here = block.at("mutable-content")
        yield Hit(here, "mutable-content does nothing without an alert.", patch=fix("Remove", (here, None)))


def _level(block: ApsBlock) -> Iterator[Hit]:
    level = block.aps.get("interruption-level")
    if not isinstance(level, str) or level in INTERRUPTION_LEVELS:
        return
    here = block.at("interruption-level")
    right = next((known for known in INTERRUPTION_LEVELS if plain(known) == plain(level)), None)
    yield Hit(
        here,
        f"“{level[:40]}” is no interruption level.",
        patch=fix(f"Set to {right}", (here, right)) if right else None,
    )


def _entitlements(block: ApsBlock) -> Iterator[Hit]:
    level = block.aps.get("interruption-level")
    if level in ("time-sensitive", "critical"):
        name = "Time Sensitive Notifications" if level == "time-sensitive" else "Critical Alerts"
        yield Hit(
            block.at("interruption-level"),
            f"{level} needs an entitlement of the app.",
            f"Without {name} iOS treats the push as active.",
            "Check the app's capabilities." + (" Apple grants this one on request." if level == "critical" else ""),
        )
    if block.sound_object.get("critical") in (1, True) and level != "critical":
        yield Hit(
            block.at("sound", "critical"),
            "A critical sound needs an entitlement of the app.",
            "Without Critical Alerts, which Apple grants on request, the sound plays like any other.",
            "Check the app's capabilities.",
        )


def _critical_sound(block: ApsBlock) -> Iterator[Hit]:
    if block.aps.get("interruption-level") != "critical" or block.push_type == LIVE_ACTIVITY:
        return
    sound = block.aps.get("sound")
    if isinstance(sound, dict):
        return
    name = sound if isinstance(sound, str) and sound else "default"
    dictionary: Json = {"critical": 1, "name": name, "volume": 1.0}
    yield Hit(
        block.at("interruption-level"),
        "A critical alert without a critical sound stays mute on a muted phone.",
        patch=fix("Make the sound critical", (block.at("sound"), dictionary)),
    )


def _relevance(block: ApsBlock) -> Iterator[Hit]:
    score = block.aps.get("relevance-score")
    if block.push_type == LIVE_ACTIVITY or not isinstance(score, int | float) or isinstance(score, bool):
        return
    if not 0 <= score <= 1:
        here = block.at("relevance-score")
        yield Hit(here, f"relevance-score is {str(score)[:20]}.", patch=fix("Set to 1", (here, 1)))


def _sound_parts(block: ApsBlock) -> Iterator[Hit]:
    sound = block.sound_object
    volume = sound.get("volume")
    if isinstance(volume, int | float) and not isinstance(volume, bool) and not 0 <= volume <= 1:
        here = block.at("sound", "volume")
        yield Hit(here, f"volume is {str(volume)[:20]}; it goes from 0 to 1.", patch=fix("Set to 1", (here, 1.0)))
    if sound and not sound.get("name"):
        here = block.at("sound", "name")
        yield Hit(
            block.at("sound"),
            "The sound object names no sound.",
            "Without a name no sound plays.",
            "Add name, for example default.",
            fix("Set name to default", (here, "default")),
        )


def _sound_format(block: ApsBlock) -> Iterator[Hit]:
    sound = block.aps.get("sound")
    name, keys = (sound.get("name"), ("sound", "name")) if isinstance(sound, dict) else (sound, ("sound",))
    if not isinstance(name, str) or not name or name == "default":
        return
    if "/" in name:
        yield Hit(
            block.at(*keys),
            "The sound is a path or an address.",
            "iOS looks for a file name in the app's bundle or its Library/Sounds, and fetches nothing.",
            "Ship the file with the app and write its name alone.",
        )
    elif "." in name and not name.lower().endswith(_SOUND_FORMATS):
        yield Hit(block.at(*keys), f"“{name[:60]}” is not in a format that iOS plays as an alert sound.")


def _silent_and_loud(block: ApsBlock) -> Iterator[Hit]:
    is_silent = block.aps.get("content-available") in (1, True, "1")
    if is_silent and shows_text(block.alert) and block.push_type != "background":
        yield Hit(block.at("content-available"), "The push shows an alert and wakes the app as well.")


VALUE_RULES: tuple[ApsRule, ...] = (
    ApsRule(
        20,
        Severity.WARNING,
        "Alert without words",
        "Without a title or a body nothing appears on the screen.",
        "Write a title or a body, or remove the alert.",
        _empty_alert,
        GENERATING,
    ),
    ApsRule(
        21,
        Severity.ERROR,
        "Badge is no count",
        "The badge is a whole number of at least 0; the system ignores any other.",
        "Give a whole number, 0 to clear the badge.",
        _badge,
        GENERATING,
    ),
    ApsRule(
        22,
        Severity.ERROR,
        "Localisation arguments without a key",
        "The arguments fill placeholders of a text that the key names; without the key they are not used.",
        "Add the key, or remove the arguments.",
        _arguments_without_key,
        GENERATING,
    ),
    ApsRule(
        23,
        Severity.WARNING,
        "Text in place of a localisation key",
        "The key is looked up in the app's Localizable.strings; a text that is not found there is shown as it is.",
        "Write the key as it stands in Localizable.strings, or use title or body for plain text.",
        _placeholders,
        GENERATING,
    ),
    ApsRule(
        24,
        Severity.WARNING,
        "mutable-content without an alert",
        "The notification service extension runs only for a push that shows an alert.",
        "Add an alert, or remove mutable-content.",
        _mutable_without_alert,
        GENERATING,
    ),
    ApsRule(
        25,
        Severity.ERROR,
        "Unknown interruption level",
        "iOS knows passive, active, time-sensitive and critical, and treats everything else as active.",
        "Use one of the four words.",
        _level,
        GENERATING,
    ),
    ApsRule(
        26,
        Severity.NOTE,
        "Entitlement needed",
        "Time-sensitive and critical notifications work only in apps that have the entitlement.",
        "Check the app's capabilities.",
        _entitlements,
        GENERATING,
    ),
    ApsRule(
        27,
        Severity.NOTE,
        "Critical alert without a critical sound",
        "The level alone does not pass the mute switch; the sound has to be an object with critical 1.",
        "Write the sound as an object with critical, name and volume.",
        _critical_sound,
        GENERATING,
    ),
    ApsRule(
        28,
        Severity.WARNING,
        "Relevance score out of range",
        "For notifications the score goes from 0 to 1; only Live Activities take other numbers.",
        "Use a number from 0 to 1.",
        _relevance,
        GENERATING,
    ),
    ApsRule(
        29,
        Severity.ERROR,
        "Sound object incomplete or out of range",
        "A sound object holds critical (0 or 1), name and volume (0 to 1).",
        "Complete the sound object.",
        _sound_parts,
        GENERATING,
    ),
    ApsRule(
        30,
        Severity.WARNING,
        "Sound that will not play",
        "iOS plays aiff, wav and caf files of at most 30 seconds, else the default sound (from general knowledge).",
        "Convert the sound to caf, ship it with the app and name the new file.",
        _sound_format,
        "Apple, Generating a remote notification; formats from general knowledge",
    ),
    ApsRule(
        31,
        Severity.NOTE,
        "Alert that also wakes the app",
        "Both work together: the alert is shown at once, the background wake is throttled and not guaranteed.",
        "Remove content-available where the app has nothing to fetch.",
        _silent_and_loud,
        "Apple, Pushing background updates to your App",
    ),
)
