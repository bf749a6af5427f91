"""Rules over what is seen and heard: sound, image, icon, channel, and fields of the other platform (EXPO030 and on)."""

from __future__ import annotations

import re

from pushbench.domain.finding import CheckContext, Draft, Rule, Severity
from pushbench.providers.expo.fields import ANDROID, FIELDS, IOS, is_set
from pushbench.providers.expo.handed import image_of, text_of
from pushbench.providers.expo.view import Hits, View, short

_FORMAT = "Expo, Send notifications with the Expo Push Service, message request format"
_RESOURCE = re.compile(r"[a-z][a-z0-9_]*")
_NAMES = {IOS: "an iPhone", ANDROID: "Android"}


def _sound_file(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    sound = view.message.get("sound")
    keys = ("sound", "name") if isinstance(sound, dict) else ("sound",)
    name = sound.get("name") if isinstance(sound, dict) else sound
    if isinstance(name, str) and name not in ("", "default") and "." not in name:
        yield view.hit(keys, f"The sound “{short(name)}” has no file ending.")


def _sound_on_android(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    sound = view.message.get("sound")
    is_custom = isinstance(sound, dict) or (isinstance(sound, str) and sound not in ("", "default"))
    if is_custom and view.platform != IOS:
        yield view.hit(("sound",), "The sound is heard on iPhones only.")


def _entitlement(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    sound = view.message.get("sound")
    if isinstance(sound, dict) and sound.get("critical") is True:
        yield view.hit(("sound", "critical"), "The sound is critical: it plays on a muted phone.")
    if view.message.get("interruptionLevel") == "critical":
        yield view.hit(("interruptionLevel",), "The interruption level is critical: it breaks through Focus and mute.")


def _sound_object(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if isinstance(view.message.get("sound"), dict):
        yield view.hit(("sound",), "The sound is an object.")


def _image(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    rich = view.message.get("richContent")
    if not isinstance(rich, dict):
        return
    for name in rich:
        if name != "image":
            edits = [(("richContent", name), None)]
            what = f"Rich content has no “{short(name)}”: image only."
            yield view.hit(("richContent", name), what, label=f"Remove {short(name)}", edits=edits)
    image = rich.get("image")
    if not isinstance(image, str) or not image:
        yield view.hit(("richContent",), "Rich content names no image.")
    elif not image.startswith("https://"):
        yield view.hit(("richContent", "image"), "The image's address does not begin with https://.")


def _image_on_iphones(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if image_of(view.message) and view.message.get("mutableContent") is not True and view.platform != ANDROID:
        what = "The image needs mutableContent on iPhones."
        edits = [(("mutableContent",), True)]
        yield view.hit(("richContent",), what, label="Set mutableContent", edits=edits)


def _icon(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    icon = text_of(view.message, "icon")
    if icon is None or _RESOURCE.fullmatch(icon):
        return
    what = "The icon is an address." if "://" in icon else f"“{short(icon)}” is no name of a drawable resource."
    yield view.hit(("icon",), what, label="Remove icon", edits=[(("icon",), None)])


def _channel(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if text_of(view.message, "channelId") and view.platform != IOS:
        yield view.hit(("channelId",), "Android shows nothing where the app has not made this channel.")


def _other_platform(draft: Draft, context: CheckContext) -> Hits:
    view = View.of(draft, context)
    if view.platform not in _NAMES:
        return
    for name, field in FIELDS.items():
        if is_set(view.message.get(name)) and view.platform not in field.platforms:
            what = f"“{name}” has no effect on {_NAMES[view.platform]}."
            yield view.hit((name,), what)


SHOWN_RULES: tuple[Rule, ...] = (
    Rule(
        "EXPO030",
        Severity.WARNING,
        "Sound without file ending",
        "A custom sound is named with its ending, such as bells_sound.wav; otherwise the default or none is heard.",
        "Write the file's whole name, or default.",
        _sound_file,
        _FORMAT,
    ),
    Rule(
        "EXPO031",
        Severity.NOTE,
        "Sound of iPhones only",
        "On Android the channel decides the sound.",
        "Make a channel with this sound in the app and name it in channelId.",
        _sound_on_android,
        _FORMAT,
    ),
    Rule(
        "EXPO032",
        Severity.WARNING,
        "Needs Apple's permission",
        "Critical alerts need an entitlement that Apple grants to few apps; without it they are ordinary ones.",
        "Nothing, if the app has the entitlement; else choose time-sensitive.",
        _entitlement,
        "Apple, Generating a remote notification",
    ),
    Rule(
        "EXPO033",
        Severity.NOTE,
        "Sound object outside the documentation",
        "Only the official client's types know it; whether every project may use it is not documented.",
        "Nothing, if it works for the project; else write the file's name.",
        _sound_object,
        "expo-server-sdk 7.2.0, ExpoPushMessage",
    ),
    Rule(
        "EXPO034",
        Severity.WARNING,
        "Image that cannot be shown",
        "Rich content is {image: address}; phones fetch it over https only.",
        "Write an address that begins with https://.",
        _image,
        _FORMAT,
    ),
    Rule(
        "EXPO035",
        Severity.NOTE,
        "Image needs the app's help on iPhones",
        "An iPhone shows it only through a notification service extension, which runs where mutableContent is true.",
        "Set mutableContent, and add the extension to the app.",
        _image_on_iphones,
        _FORMAT,
    ),
    Rule(
        "EXPO036",
        Severity.WARNING,
        "Icon that is no resource",
        "Android looks for a drawable resource of the app; its names have small letters, digits and _ and no ending.",
        "Write the resource's name, such as ic_gate.",
        _icon,
        _FORMAT,
    ),
    Rule(
        "EXPO037",
        Severity.NOTE,
        "Channel has to exist",
        "Expo makes only its own channel “Default”; a notification for an unknown one is not shown.",
        "Make the channel in the app before the first push (setNotificationChannelAsync).",
        _channel,
        _FORMAT,
    ),
    Rule(
        "EXPO038",
        Severity.NOTE,
        "Field of the other platform",
        "The field is read on the other platform only.",
        "Nothing, if the message goes to both.",
        _other_platform,
        _FORMAT,
    ),
)
