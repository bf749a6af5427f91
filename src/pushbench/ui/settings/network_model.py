"""The view-model of the Network page: the proxy of profiles that name none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from pushbench.domain.errors import UserError
from pushbench.domain.secret import Secret
from pushbench.domain.tasks import TaskScope
from pushbench.engine.settings import ProxyMode, ProxySetting
from pushbench.ui.session import Session
from pushbench.ui.view_model import ViewModel

_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What the page shows."""

    proxy: ProxySetting = field(default_factory=ProxySetting)
    mode: ProxyMode = ProxyMode.SYSTEM
    """As chosen in the window; an address counts once it is saved."""
    system: str = ""
    """What the system's setting comes to, in words."""
    exceptions: str = ""
    own: int = 0
    """Profiles with a proxy of their own."""
    problem: str = ""
    is_saving: bool = False


class NetworkModel(ViewModel[NetworkState]):
    """System and none count at once; an address when it is saved, because half a one is worse than none."""

    def __init__(self, session: Session, scope: TaskScope) -> None:
        upkeep = session.workspace.upkeep
        proxy = upkeep.settings.proxy
        system, exceptions = system_words(session.workspace.environ)
        super().__init__(
            NetworkState(proxy=proxy, mode=proxy.mode, system=system, exceptions=exceptions), scope.child("network")
        )
        self._session = session
        self._upkeep = upkeep
        session.profiles_changed.connect(self.start)

    def start(self) -> None:
        """Count the profiles that go their own way."""
        self.scope.start("read", self._read())

    async def _read(self) -> None:
        profiles = await self._session.workspace.profiles()
        self.become(own=sum("proxy" in profile.fields or "proxy" in profile.secrets for profile in profiles))

    def set_mode(self, word: str) -> None:
        mode = ProxyMode(word)
        self.become(mode=mode, problem="")
        if mode is not ProxyMode.URL or self.state.proxy.url:
            self.scope.start("choose", self._choose(mode))

    async def _choose(self, mode: ProxyMode) -> None:
        self.become(proxy=(await self._upkeep.choose_proxy(mode)).proxy)

    def save(self, address: str, user: str, password: Secret | None) -> None:
        """Use a proxy; ``password`` None keeps the stored one."""
        self.scope.start("save", self._save(address, user, password))

    async def _save(self, address: str, user: str, password: Secret | None) -> None:
        self.become(is_saving=True)
        try:
            settings = await self._upkeep.set_proxy(address, user, password)
        except UserError as error:
            self.become(problem=f"{error.what} {error.why} {error.fix}")
            return
        finally:
            self.become(is_saving=False)
        self.become(proxy=settings.proxy, mode=settings.proxy.mode, problem="")
        self._session.notices.tell(_tr("The proxy is used from the next request on."))


def system_words(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return what the system's proxy setting comes to, and what is excepted from it; no password is shown."""
    found = next(((name, environ[name].strip()) for name in _VARIABLES if environ.get(name, "").strip()), None)
    excepted = (environ.get("no_proxy") or environ.get("NO_PROXY") or "").strip()
    if found is None:
        return _tr("No proxy variable is set, so what this system is set to counts; without that, straight."), ""
    name, value = found
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        place = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError:
        place = _tr("an address that cannot be read")
    words = _tr("{variable} names {place}.").format(variable=name, place=place)
    return words, _tr("Straight to: {hosts}").format(hosts=excepted) if excepted else ""
