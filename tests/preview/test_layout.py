"""Layouts with a ruler of fixed character widths: geometry, cuts, losses, totality."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pushbench.domain.errors import UserError
from pushbench.domain.ports import TextStyle
from pushbench.domain.shown import Shown, ShownAction, ShownKind
from pushbench.preview.android import scaled
from pushbench.preview.elements import Panel, Picture, Words
from pushbench.preview.ios import Type
from pushbench.preview.layout import Appearance, PreviewOptions, lay_out
from pushbench.preview.surfaces import SURFACES, Surface, surface


@dataclass(frozen=True)
class Broken:
    lines: tuple[str, ...]
    kept: int
    lost: str


class HalfEmRuler:
    """Every character is half an em wide; lines break anywhere."""

    def width(self, text: str, style: TextStyle) -> float:
        return len(text) * style.size / 2

    def lines(self, text: str, style: TextStyle, width: float, max_lines: int) -> Broken:
        per_line = max(int(width / (style.size / 2)), 1)
        pieces = [text[start : start + per_line] for start in range(0, len(text), per_line)]
        if len(pieces) <= max_lines:
            return Broken(tuple(pieces), len(text), "")
        kept = per_line * max_lines - 1
        shown = [*pieces[: max_lines - 1], pieces[max_lines - 1][:-1] + "…"]
        return Broken(tuple(shown), kept, text[kept:])


RULER = HalfEmRuler()
LONG = "word " * 200


def notification(platform: str, **fields: object) -> Shown:
    return Shown(ShownKind.NOTIFICATION, platform, **fields)  # type: ignore[arg-type]


def lines_of(appearance: Appearance, role: str) -> int:
    return sum(len(text.lines) for text in appearance.texts if text.role == role)


def card(appearance: Appearance) -> Panel:
    return next(element for element in appearance.elements if isinstance(element, Panel))


@pytest.mark.parametrize(
    ("surface_id", "title_lines", "body_lines"),
    [
        ("iphone-banner", 1, 2),
        ("iphone-lock", 1, 4),
        ("pixel-shade", 1, 1),
        ("galaxy-shade", 1, 2),
        ("chrome-linux", 1, 4),
        ("chrome-windows", 2, 4),
        ("chrome-macos", 1, 2),
        ("firefox-linux", 1, 5),
    ],
)
def test_each_surface_shows_so_many_lines(surface_id: str, title_lines: int, body_lines: int) -> None:
    place = surface(surface_id)
    appearance = lay_out(notification(place.platform, title=LONG, body=LONG), place, RULER)
    assert lines_of(appearance, "title") == title_lines
    assert lines_of(appearance, "body") == body_lines


def test_the_loss_names_the_words_that_are_cut() -> None:
    title = "Gate changed to B42, boarding moved to 14:35"
    appearance = lay_out(notification("ios", title=title, body="Short"), surface("iphone-lock"), RULER)
    (loss,) = appearance.losses
    kept = next(text.kept for text in appearance.texts if text.role == "title")
    assert loss.what == f"Title is cut after {kept} characters on iPhone 16 lock screen."
    assert title[:kept] + loss.lost_text == title
    assert loss.lost_text.strip() in loss.why
    assert loss.why.endswith("”.")


def test_words_that_end_a_sentence_need_no_further_stop() -> None:
    title = "Gate changed to B42, boarding moved to 14:35."
    appearance = lay_out(notification("ios", title=title, body="Short"), surface("iphone-lock"), RULER)
    (loss,) = appearance.losses
    assert loss.why.endswith("14:35.”")


def test_expanded_cuts_nothing_on_an_iphone() -> None:
    appearance = lay_out(notification("ios", title=LONG, body=LONG), surface("iphone-expanded"), RULER)
    assert not appearance.losses


def test_the_iphone_card_follows_its_lines() -> None:
    place = surface("iphone-lock")
    one = card(lay_out(notification("ios", title="T", body="B"), place, RULER))
    four = card(lay_out(notification("ios", title="T", body=LONG), place, RULER))
    assert (one.box.width, one.box.height) == (377, 66)
    assert four.box.height == 14 + 18 + 4 * 18 + 14
    assert one.box.bottom == four.box.bottom


def test_no_title_puts_the_apps_name_in_its_place() -> None:
    appearance = lay_out(
        notification("ios", body="B"), surface("iphone-lock"), RULER, PreviewOptions(app_name="Skylark")
    )
    words = [element.lines for element in appearance.elements if isinstance(element, Words)]
    assert ("Skylark",) in words
    assert [text.role for text in appearance.texts] == ["body"]


def test_a_thumbnail_narrows_subtitle_and_body_only() -> None:
    place = surface("iphone-lock")

    def widths(image: str | None) -> dict[str, float]:
        appearance = lay_out(notification("ios", title="T", subtitle="S", body="B", image=image), place, RULER)
        return {e.role: e.box.width for e in appearance.elements if isinstance(e, Words)}

    plain, narrowed = widths(None), widths("https://a.example/p.jpg")
    assert narrowed["title"] == plain["title"]
    assert narrowed["subtitle"] == plain["subtitle"] - 42
    assert narrowed["body"] == plain["body"] - 42


@pytest.mark.parametrize("interruption", ["", "time-sensitive", "critical"])
@pytest.mark.parametrize("text_size", [0.8, 1.0, 1.4, 2.0, 3.5])
@pytest.mark.parametrize("surface_id", ["iphone-lock", "iphone-banner"])
def test_no_text_of_the_message_runs_under_the_thumbnail(surface_id: str, text_size: float, interruption: str) -> None:
    told = notification("ios", title=LONG, subtitle=LONG, body=LONG, image="https://a.example/p.jpg")
    told = replace(told, interruption=interruption)
    appearance = lay_out(told, surface(surface_id), RULER, PreviewOptions(text_size=text_size))
    thumbnail = next(e.box for e in appearance.elements if isinstance(e, Picture) and e.role == "thumbnail")
    for words in (e for e in appearance.elements if isinstance(e, Words)):
        is_beside = words.box.y < thumbnail.bottom and words.box.y + len(words.lines) * words.pitch > thumbnail.y
        assert not is_beside or words.box.right <= thumbnail.x, words.role


@pytest.mark.parametrize("text_size", [0.8, 1.0, 1.4, 2.0, 3.5])
@pytest.mark.parametrize("interruption", ["", "time-sensitive"])
def test_no_text_runs_under_the_apps_icon(text_size: float, interruption: str) -> None:
    told = replace(notification("ios", title="T", subtitle=LONG, body=LONG), interruption=interruption)
    appearance = lay_out(told, surface("iphone-lock"), RULER, PreviewOptions(text_size=text_size))
    icon = next(e.box for e in appearance.elements if isinstance(e, Picture) and e.role == "icon")
    for words in (e for e in appearance.elements if isinstance(e, Words)):
        is_beside = words.box.y < icon.bottom and words.box.y + len(words.lines) * words.pitch > icon.y
        assert not is_beside or words.box.x >= icon.right, words.role


def test_an_important_title_keeps_its_width_where_there_is_no_thumbnail() -> None:
    told = replace(notification("ios", title=LONG), interruption="time-sensitive")
    appearance = lay_out(told, surface("iphone-lock"), RULER)
    title = next(e for e in appearance.elements if isinstance(e, Words) and e.role == "title")
    assert title.box.width == 377 - 64 - 17


@pytest.mark.parametrize(("factor", "size"), [(0.8, 12), (1.0, 15), (1.4, 21), (2.0, 28), (3.5, 53)])
def test_dynamic_type_takes_the_nearest_step(factor: float, size: int) -> None:
    assert Type.at(factor).body().size == size


def test_accessibility_sizes_give_two_title_lines_and_six_of_body() -> None:
    appearance = lay_out(
        notification("ios", title=LONG, body=LONG), surface("iphone-lock"), RULER, PreviewOptions(text_size=2)
    )
    assert lines_of(appearance, "title") == 2
    assert lines_of(appearance, "body") == 6


@pytest.mark.parametrize(
    ("sp", "factor", "dp"), [(14, 2.0, 26), (12, 2.0, 24), (20, 2.0, 34), (14, 1.0, 14), (14, 1.3, 18.8)]
)
def test_android_text_scales_along_the_frameworks_tables(sp: float, factor: float, dp: float) -> None:
    assert scaled(sp, factor) == pytest.approx(dp, abs=0.7)


def test_an_expanded_card_is_never_higher_than_the_framework_allows() -> None:
    for image in (None, "https://a.example/p.jpg"):
        appearance = lay_out(
            notification("android", title="T", body=LONG, image=image), surface("pixel-expanded"), RULER
        )
        assert card(appearance).box.height <= 358


def test_right_to_left_devices_mirror_the_card() -> None:
    shown = notification("ios", title="T", body="B")
    left = lay_out(shown, surface("iphone-lock"), RULER)
    right = lay_out(shown, surface("iphone-lock"), RULER, PreviewOptions(language="ar"))

    def icon(appearance: Appearance) -> Picture:
        return next(e for e in appearance.elements if isinstance(e, Picture) and e.role == "icon")

    assert icon(left).box.x < 100
    assert icon(right).box.right > 393 - 100
    assert next(e for e in right.elements if isinstance(e, Words) and e.role == "title").align == "right"


def test_browsers_drop_the_third_button_and_say_so() -> None:
    actions = tuple(ShownAction(str(n), f"Button {n}") for n in range(3))
    appearance = lay_out(notification("web", title="T", actions=actions), surface("chrome-windows"), RULER)
    assert lines_of(appearance, "action") == 2
    assert any("1 buttons" in loss.what for loss in appearance.losses)


def test_nothing_shown_leaves_the_screen_empty_and_says_why() -> None:
    for place in SURFACES:
        shown = Shown(ShownKind.NOTHING, place.platform, why="It is a background push.")
        appearance = lay_out(shown, place, RULER)
        assert appearance.is_empty
        assert not any(isinstance(element, Words) for element in appearance.elements)
        assert "background push" in appearance.alternative


def test_an_unknown_surface_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="iphone-lock"):
        surface("fridge")


def test_every_surface_states_its_source() -> None:
    assert len({place.id for place in SURFACES}) == len(SURFACES)
    for place in SURFACES:
        assert place.source
        assert place.measured_with


words = st.none() | st.text(max_size=80)


@settings(max_examples=60)
@given(
    place=st.sampled_from(SURFACES),
    kind=st.sampled_from(list(ShownKind)),
    title=words,
    subtitle=words,
    body=words,
    image=words,
    icon=words,
    titles=st.lists(st.text(max_size=20), max_size=6),
    text_size=st.floats(0.5, 3.5),
    is_dark=st.booleans(),
    language=st.sampled_from(["en", "ar", "he-IL", ""]),
)
def test_any_notification_lays_out(
    place: Surface,
    kind: ShownKind,
    title: str | None,
    subtitle: str | None,
    body: str | None,
    image: str | None,
    icon: str | None,
    titles: list[str],
    text_size: float,
    is_dark: bool,
    language: str,
) -> None:
    actions = tuple(ShownAction(str(index), text) for index, text in enumerate(titles))
    shown = Shown(
        kind, place.platform, title=title, subtitle=subtitle, body=body, image=image, icon=icon, actions=actions
    )
    options = PreviewOptions(is_dark=is_dark, text_size=text_size, language=language)
    appearance = lay_out(shown, place, RULER, options)
    assert appearance.elements
    assert place.title in appearance.alternative
