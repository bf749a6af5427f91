"""``pushbench preview``: a notification as a surface shows it, as a picture and as words; needs no display."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushbench.cli.arguments import Quantity, read_message, write_file
from pushbench.cli.environment import ExitStatus
from pushbench.cli.output import Printer
from pushbench.cli.session import Session
from pushbench.domain.errors import Trouble, UserError
from pushbench.domain.finding import Draft
from pushbench.domain.json_value import compact
from pushbench.domain.message import Message
from pushbench.domain.paths import expanded
from pushbench.domain.shown import Shown

if TYPE_CHECKING:
    from pushbench.engine.registry import Registry
    from pushbench.preview.layout import Appearance
    from pushbench.preview.surfaces import Surface


@click.command()
@click.argument("message", required=False)
@click.option("--surface", "surface_id", metavar="ID", help="Where it is shown; see --list.")
@click.option("--out", type=click.Path(path_type=Path), help="The PNG to write.")
@click.option("--provider", "provider_id", metavar="ID", help="Whose payload; by default the platform's own service.")
@click.option("--dark", is_flag=True, help="Dark appearance.")
@click.option("--language", help="In this language.")
@click.option("--variant", help="This variant.")
@click.option("--text-size", type=click.IntRange(50, 350), default=100, show_default=True, metavar="PERCENT")
@click.option("--scale", type=Quantity(0.5, 6), default=2, show_default=True, help="Pixels per unit.")
@click.option("--list", "wants_list", is_flag=True, help="Name the surfaces.")
@click.option("--json", "is_json", is_flag=True, help="Also print what is shown and what is lost.")
@click.pass_obj
def preview(
    session: Session,
    message: str | None,
    surface_id: str | None,
    out: Path | None,
    provider_id: str | None,
    dark: bool,
    language: str | None,
    variant: str | None,
    text_size: int,
    scale: float,
    wants_list: bool,
    is_json: bool,
) -> int:
    """Paint MESSAGE (a file, or -) as one surface shows it."""
    from pushbench.preview.surfaces import SURFACES

    printer = session.printer(is_json=is_json)
    if wants_list:
        _list(printer, SURFACES)
        return ExitStatus.GOOD
    if message is None or surface_id is None or out is None:
        raise click.UsageError("preview wants MESSAGE, --surface and --out (or --list).")
    surface = _surface(surface_id, SURFACES)
    loaded, _ = read_message(session.env, message)
    draft, shown = session.run(_shown(session, loaded, surface.platform, provider_id, language, variant))
    appearance = _lay_out(shown, surface, is_dark=dark, text_size=text_size / 100, language=language or "en")
    _write(appearance, scale, draft, out)
    _report(printer, appearance, draft, out)
    return ExitStatus.GOOD


def _list(printer: Printer, surfaces: tuple[Surface, ...]) -> None:
    if printer.is_json:
        for surface in surfaces:
            printer.line(
                {"id": surface.id, "title": surface.title, "platform": surface.platform, "device": surface.device}
            )
    else:
        printer.table(("Id", "Surface", "Device"), [(s.id, s.title, s.device) for s in surfaces])


def _surface(surface_id: str, surfaces: tuple[Surface, ...]) -> Surface:
    found = next((surface for surface in surfaces if surface.id == surface_id), None)
    if found is None:
        raise UserError(
            f"There is no surface “{surface_id}”.",
            f"Known are {', '.join(surface.id for surface in surfaces)}.",
            "Name one of them; pushbench preview --list describes each.",
            trouble=Trouble.USAGE,
        )
    return found


async def _shown(
    session: Session,
    message: Message,
    platform: str,
    provider_id: str | None,
    language: str | None,
    variant: str | None,
) -> tuple[Draft, Shown]:
    async with session.workspace(in_memory=True) as workspace:
        provider = workspace.registry.provider(provider_id or _provider_of(workspace.registry, platform))
        if platform not in provider.spec.platforms:
            raise UserError(
                f"{provider.spec.short_title} does not reach that surface.",
                f"It reaches {', '.join(provider.spec.platforms) or 'none'}.",
                "Name another --provider or --surface.",
                trouble=Trouble.USAGE,
            )
        composed = workspace.compose(message, provider.spec.id, language=language, variant=variant)
        return composed.draft, provider.shown(composed.draft, platform)


def _provider_of(registry: Registry, platform: str) -> str:
    """Return the service that serves the fewest platforms but this one: the platform's own."""
    serving = [provider for provider in registry.providers if platform in provider.spec.platforms]
    return min(serving, key=lambda provider: len(provider.spec.platforms)).spec.id


def _lay_out(shown: Shown, surface: Surface, *, is_dark: bool, text_size: float, language: str) -> Appearance:
    from pushbench.paint.offscreen import ensure_application
    from pushbench.paint.ruler import QtRuler
    from pushbench.preview.layout import PreviewOptions, lay_out

    ensure_application()
    options = PreviewOptions(is_dark=is_dark, text_size=text_size, language=language)
    return lay_out(shown, surface, QtRuler(), options)


def _write(appearance: Appearance, scale: float, draft: Draft, out: Path) -> None:
    from pushbench.paint.export import to_png

    write_file(expanded(out), to_png(appearance, scale, {"pushbench-payload-sha256": payload_hash(draft)}))


def payload_hash(draft: Draft) -> str:
    """Return the SHA-256 of the payload's bytes as they leave."""
    text = draft.payload if isinstance(draft.payload, str) else compact(draft.payload)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _report(printer: Printer, appearance: Appearance, draft: Draft, out: Path) -> None:
    if printer.is_json:
        printer.line(appearance_json(appearance, draft, out))
        return
    printer.aside(f"{out} is written. {appearance.alternative}")
    for loss in appearance.losses:
        printer.aside(f"Lost: {loss.what} {loss.why}")


def appearance_json(appearance: Appearance, draft: Draft, out: Path) -> dict[str, Any]:
    """Return what is shown, line by line, and what is lost."""
    return {
        "surface": appearance.surface.id,
        "provider": draft.provider,
        "out": str(out),
        "payload_sha256": payload_hash(draft),
        "shown": [
            {"role": text.role, "lines": list(text.lines), "lost": text.lost or None} for text in appearance.texts
        ],
        "lost": [
            {"what": loss.what, "why": loss.why, "pointer": loss.pointer or None, "text": loss.lost_text or None}
            for loss in appearance.losses
        ],
        "alternative": appearance.alternative,
    }
