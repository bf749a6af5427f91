"""A message's words as OneSignal takes them: one map of languages each for title, subtitle and text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pushbench.domain.json_value import Json, JsonObject
from pushbench.domain.message import Message
from pushbench.providers.formats.aps import as_text
from pushbench.providers.onesignal.fields import MAIN_LANGUAGE, language_key

SOURCES: Mapping[str, str] = {"title": "headings", "subtitle": "subtitle", "body": "contents"}


@dataclass(slots=True)
class Words:
    """The maps, and what is to be said about them."""

    maps: dict[str, JsonObject] = field(default_factory=dict)
    """``contents`` and the others, each language -> text; empty ones are absent."""
    replaced: tuple[str, ...] = ()
    """Fields of the message's own content whose English translation took their place."""
    unknown: tuple[str, ...] = ()
    """Languages OneSignal does not know, or that another tag already stands for."""
    others: tuple[str, ...] = ()
    """Fields beside words that some language has of its own."""


def words_of(message: Message) -> Words:
    """Read the message's own words as ``en`` and every other language beside them.

    A language that lacks one of the texts gets the main one, so that all maps name the same languages.
    """
    known, unknown = _by_key(message.translations)
    own = {source: getattr(message.content, source) for source in SOURCES}
    english = known.pop(MAIN_LANGUAGE, {})
    made = Words(unknown=tuple(unknown))
    made.replaced = tuple(source for source in SOURCES if source in english and own[source] is not None)
    own.update({source: english[source] for source in SOURCES if source in english})
    for source, name in SOURCES.items():
        texts: JsonObject = {} if own[source] is None else {MAIN_LANGUAGE: as_text(own[source])}
        for key, translated in known.items():
            text = translated.get(source, own[source])
            if text is not None:
                texts[key] = as_text(text)
        if texts:
            made.maps[name] = texts
    made.others = tuple(
        dict.fromkeys(name for texts in message.translations.values() for name in texts if name not in SOURCES)
    )
    return made


def _by_key(translations: Mapping[str, Mapping[str, Json]]) -> tuple[dict[str, Mapping[str, Json]], list[str]]:
    """Part the languages by OneSignal's keys; a tag that is the key itself goes before its regions (de, de-AT)."""
    known: dict[str, Mapping[str, Json]] = {}
    unknown: list[str] = []
    for tag in sorted(translations, key=lambda tag: (tag != language_key(tag), tag)):
        key = language_key(tag)
        if key is None or key in known:
            unknown.append(tag)
        else:
            known[key] = translations[tag]
    return known, unknown
