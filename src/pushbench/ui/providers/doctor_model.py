"""The view-model of the credential tools: reading, VAPID pairs, sign-in tokens, Apple's delivery log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from pushbench.domain.credential_file import CredentialReading
from pushbench.domain.errors import UserError
from pushbench.domain.finding import Severity
from pushbench.domain.provider import ProviderSpec
from pushbench.domain.secret import Secret
from pushbench.ui.providers.doctor_state import CREDENTIAL, DoctorState
from pushbench.ui.providers.state import ProfileDraft
from pushbench.ui.view_model import ViewModel

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from pushbench.engine.doctor import Diagnosis
    from pushbench.engine.doctor_places import Place
    from pushbench.ui.providers.model import ProvidersModel


def _tr(text: str) -> str:
    return QCoreApplication.translate("DoctorModel", text)


_LARGEST = 64 * 1024 * 1024
"""Bytes of a dropped file that are read at most; that it is far too large is told either way."""


class DoctorModel(ViewModel[DoctorState]):
    """Nothing it reads is stored before the profile's form is saved."""

    def __init__(self, providers: ProvidersModel) -> None:
        super().__init__(DoctorState(), providers.session.scope.child("credential tools"))
        self._providers = providers
        self._session = providers.session
        self._data = b""
        self._name = ""

    @property
    def specs(self) -> tuple[ProviderSpec, ...]:
        """The services, in their order."""
        return self._providers.state.specs

    @property
    def profile_names(self) -> tuple[str, ...]:
        """The profiles with a secret, whose key may have made a token."""
        return tuple(profile.name for profile in self._providers.state.profiles if profile.secrets)

    @property
    def apps(self) -> tuple[str, ...]:
        """The profiles that name a team and an app."""
        named = {"team_id", "bundle_id"}
        return tuple(item.name for item in self._providers.state.profiles if named <= item.fields.keys())

    def tell(self, words: str) -> None:
        """Say something short."""
        self._session.notices.tell(words)

    # -- which tool ---------------------------------------------------------------------------------

    def open(self, tool: str = CREDENTIAL) -> None:
        """Show one of the tools in the place of the form; the form keeps what was typed."""
        self._providers.become(tool=tool)
        self.become(tool=tool)

    def close(self) -> None:
        """Show the form again and forget what was read."""
        self._data, self._name = b"", ""
        self.become(tool="", found=None, trouble=None, pair=None, report=None, jwt_trouble=None)
        self._providers.become(tool="")

    # -- reading ------------------------------------------------------------------------------------

    def read_file(self, path: str) -> None:
        """Read a dropped or chosen file and show what it is."""
        self.scope.start("read", self._read_file(Path(path)))

    def read_into_form(self, path: str) -> None:
        """Put a file dropped on the form into it when it is clear and sound; else show what is wrong with it."""
        self.scope.start("read", self._read_file(Path(path), is_for_form=True))

    def read_text(self, text: str) -> None:
        """Read a pasted text and show what it is."""
        self.scope.start("read", self._read(text.encode("utf-8", "surrogatepass"), ""))

    def paste(self) -> None:
        """Read what lies on the clipboard: a file, else text."""
        from PySide6.QtGui import QGuiApplication

        # Qt gives None where nothing was ever copied, or where the program that copied it has ended.
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime is not None else []
        if paths:
            self.read_file(paths[0])
        elif mime is not None and mime.text().strip():
            self.read_text(mime.text())
        else:
            self.open()
            self._session.notices.tell(_tr("There is no text and no file on the clipboard"))

    def give_passphrase(self, passphrase: str) -> None:
        """Read the same file again with a passphrase."""
        self.scope.start("read", self._read(self._data, self._name, Secret(passphrase)))

    def choose_reading(self, number: int) -> None:
        """Take another of the things that it may be."""
        found = self.state.found
        if found is not None and 0 < number < len(found.readings):
            self.scope.start("read", self._choose(found, number))

    async def _choose(self, found: Diagnosis, number: int) -> None:
        self.become(found=await self._session.workspace.places_for(found, number))

    async def _read_file(self, path: Path, *, is_for_form: bool = False) -> None:
        try:
            data = await self._session.worker.run(_content, path)
        except UserError as error:
            self.open()
            self.become(found=None, trouble=error)
            return
        await self._read(data, path.name, is_for_form=is_for_form)

    async def _read(
        self, data: bytes, name: str, passphrase: Secret | None = None, *, is_for_form: bool = False
    ) -> None:
        self._data, self._name = data, name
        self.become(is_reading=True)
        try:
            found = await self._session.workspace.read_credential(data, name, passphrase=passphrase)
        finally:
            self.become(is_reading=False)
        if is_for_form and self._fits_form(found.best):
            self._fill(found.best)
            return
        self.become(found=found, trouble=None)
        self.open()

    # -- into a profile -----------------------------------------------------------------------------

    def _fits_form(self, best: CredentialReading | None) -> bool:
        draft = self._providers.state.draft
        is_clear = best is not None and bool(best.secrets) and not best.needs_passphrase
        is_own = best is not None and draft is not None and best.provider == draft.provider
        is_wrong = best is not None and any(finding.severity is Severity.ERROR for finding in best.findings)
        return is_clear and is_own and not is_wrong

    def _fill(self, best: CredentialReading | None) -> None:
        if best is not None:
            self._providers.fill(best, self._name)
            words = _tr("{title} read into the form; not saved yet").format(title=best.title)
            self._session.notices.tell(words)

    def put(self, place: Place) -> None:
        """Show the profile in its form with what was read, not saved yet; or begin a new one with it."""
        best = self.state.found.best if self.state.found is not None else None
        if best is None:
            return
        name, file = place.profile, self._name
        if not name:
            draft = ProfileDraft(best.provider, place.suggested, place.environment)
            self._providers.begin(draft, lambda: self._fill_and_close(best, file))
        else:
            self._providers.show_then(name, lambda: self._fill_and_close(best, file))

    def _fill_and_close(self, best: CredentialReading, file: str) -> None:
        self._providers.fill(best, file)
        self.close()
        self._session.notices.tell(_tr("Look it over and save; nothing is stored yet"))

    # -- the other tools ----------------------------------------------------------------------------

    def make_pair(self) -> None:
        """Make a VAPID pair; it is kept nowhere unless a profile takes it."""
        from pushbench.wire.keys import new_vapid_pair

        self.become(pair=new_vapid_pair())

    def use_pair(self) -> None:
        """Begin a Web Push profile with the pair."""
        pair = self.state.pair
        if pair is None:
            return
        text = f'{{"publicKey": "{pair.public_key}", "privateKey": "{pair.private_key.reveal()}"}}'
        self.read_text(text)

    def read_token(self, text: str, profile: str) -> None:
        """Read a sign-in token; with a profile its signature is checked with that one's key."""
        if not text.strip():
            self.become(report=None, jwt_trouble=None)
            return
        self.scope.start("token", self._read_token(text, profile))

    async def _read_token(self, text: str, profile: str) -> None:
        try:
            report = await self._session.workspace.read_jwt(text, profile=profile or None)
        except UserError as error:
            self.become(report=None, jwt_trouble=error)
        else:
            self.become(report=report, jwt_trouble=None)

    def find_log(self, unique_id: str, profile: str) -> None:
        """Say where Apple shows what became of a push."""
        from pushbench.providers.apns.delivery_log import delivery_log

        if not unique_id.strip():
            self.become(log=None, log_trouble=None)
            return
        found = next((item for item in self._providers.state.profiles if item.name == profile), None)
        fields = {} if found is None else found.fields
        try:
            log = delivery_log(unique_id, team_id=fields.get("team_id", ""), bundle_id=fields.get("bundle_id", ""))
        except UserError as error:
            self.become(log=None, log_trouble=error)
        else:
            self.become(log=log, log_trouble=None)


def _content(path: Path) -> bytes:
    """Return a file's content. Raises UserError for one that cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise UserError(
            _tr("{name} cannot be read.").format(name=path.name),
            f"{error.strerror or error}.",
            _tr("Choose another file, or allow reading it."),
        ) from error
