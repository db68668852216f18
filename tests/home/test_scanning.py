"""ClamAV through its socket: a real socket that speaks its protocol."""

import io
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from home import scanning

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Said = Callable[[bytes], bytes]


def says(content: bytes) -> bytes:
    """What clamd answers to this content."""
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


@contextmanager
def clamd(place: Path | None = None, answer: Said = says) -> Iterator[str]:
    """A scanner at a socket of the file system, or of TCP; its address."""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if self.rfile.read(10) != b"zINSTREAM\0":
                self.wfile.write(b"UNKNOWN COMMAND\0")
                return
            content = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            self.wfile.write(answer(content))

    class Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

    class Tcp(socketserver.ThreadingMixIn, socketserver.TCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server: Any = Unix(str(place), Session) if place else Tcp(("127.0.0.1", 0), Session)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"unix:{place}" if place else f"tcp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["unix", "tcp"])
def scanner(request: Any, tmp_path: Path, settings: Any, socket_enabled: None) -> Iterator[None]:
    """The scanner of the settings."""
    with clamd(tmp_path / "clamd.ctl" if request.param == "unix" else None) as address:
        settings.CLAMAV = address
        yield


def test_a_clean_file_is_clean_and_a_sick_one_has_a_name(scanner: None) -> None:
    assert scanning.is_on()
    assert scanning.virus_in(io.BytesIO(b"brief" * 100_000)) == ""
    assert scanning.virus_in(io.BytesIO(b"a" * 200_000 + EICAR)) == "Eicar-Test-Signature"
    assert scanning.virus_in(io.BytesIO(b"")) == ""


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: ", b"OK", b"stream: OK and more\0", b"\xff\0"]
)
def test_what_is_no_verdict_is_not_clean(answer: bytes, settings: Any, tmp_path: Path, socket_enabled: None) -> None:
    with clamd(tmp_path / "clamd.ctl", lambda content: answer) as address:
        settings.CLAMAV = address
        with pytest.raises(scanning.Away):
            scanning.virus_in(io.BytesIO(b"brief"))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_away_says_so(address: str, settings: Any, socket_enabled: None) -> None:
    settings.CLAMAV = address
    with pytest.raises(scanning.Away):
        scanning.virus_in(io.BytesIO(b"brief"))


def test_a_scanner_that_hangs_up_or_says_nothing_is_away(
    settings: Any, monkeypatch: pytest.MonkeyPatch, socket_enabled: None
) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CLAMAV = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(scanning.Away):
            scanning.virus_in(io.BytesIO(b"brief"))


def test_without_a_setting_nothing_is_scanned(settings: Any) -> None:
    settings.CLAMAV = ""

    assert not scanning.is_on()
