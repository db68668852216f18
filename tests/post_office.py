"""A real mail server on this machine, which can be away, and can be stopped in the middle of a letter."""

import asyncio
import re
import threading
from collections import Counter
from types import TracebackType

from aiosmtpd.controller import Controller

from tests.live import free_port

NUMBER = re.compile(rb"^Message-ID: <delivery-(\d+)@", re.MULTILINE | re.IGNORECASE)


class PostOffice:
    """Counts the letters it accepted, by the number of their delivery; open while the context lasts."""

    def __init__(self) -> None:
        self.port = free_port()
        self.accepted: Counter[int] = Counter()
        self.addressed: dict[int, str] = {}
        self.caught = threading.Event()
        self._catch = ""
        self._goes_on = threading.Event()
        self._controller: Controller | None = None

    @property
    def address(self) -> str:
        """As a setting of the portal."""
        return f"smtp://127.0.0.1:{self.port}"

    def catch(self, when: str) -> None:
        """Stops in the middle of the next letter, `before` or `after` it is accepted; `caught` is set then."""
        self.caught.clear()
        self._goes_on.clear()
        self._catch = when

    def let_go(self) -> None:
        """Goes on with the letter it was stopped in; who sent it may be gone."""
        self._catch = ""
        self._goes_on.set()

    def __enter__(self) -> "PostOffice":
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        assert self._controller is not None
        self._controller.stop()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        """Accepts a letter."""
        found = NUMBER.search(envelope.content)  # type: ignore[attr-defined]
        assert found is not None
        number, when, self._catch = int(found[1]), self._catch, ""
        if when == "before":
            await self._pause()
            return "451 Not now"
        self.accepted[number] += 1
        self.addressed[number] = envelope.rcpt_tos[0]  # type: ignore[attr-defined]
        if when == "after":
            await self._pause()
        return "250 OK"

    async def _pause(self) -> None:
        self.caught.set()
        while not self._goes_on.is_set():
            await asyncio.sleep(0.005)
