"""A virus scanner beside us: clamd, asked over its own socket by INSTREAM (clamd(8)).  Off unless a socket is set."""

from __future__ import annotations

import socket
import struct
from typing import IO

from ledger.errors import InvalidInput, Misconfigured, Unavailable

SCAN_SECONDS = 60.0
"""How long clamd may be silent: it unpacks archives before it answers."""

CHUNK_BYTES = 1 << 16


class Scanner:
    """Asks the clamd at `address`: `unix:/path` or `host:port`."""

    def __init__(self, address: str, seconds: float = SCAN_SECONDS) -> None:
        """Raises `Misconfigured` ScannerAddress."""
        host, _, port = address.rpartition(":")
        if address.startswith("unix:/"):
            self._place: str | tuple[str, int] = address.removeprefix("unix:")
        elif host and port.isascii() and port.isdigit():
            self._place = (host, int(port))
        else:
            raise Misconfigured("ScannerAddress", given=address, expected="unix:/PATH, HOST:PORT")
        self._seconds = seconds

    def scan(self, file: IO[bytes]) -> None:
        """
        Have a file scanned.

        Raises `InvalidInput` FileInfected, `Unavailable` ScannerSilent: what nobody scanned is not taken.
        """
        file.seek(0)
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                while chunk := file.read(CHUNK_BYTES):
                    line.sendall(struct.pack(">I", len(chunk)) + chunk)
                line.sendall(struct.pack(">I", 0))
                said = _answer(line)
        except OSError as error:
            raise Unavailable("ScannerSilent", reason=error.strerror or type(error).__name__) from error
        if said.endswith(" FOUND"):
            raise InvalidInput("FileInfected", "file", given=said.removeprefix("stream: ").removesuffix(" FOUND"))
        if said != "stream: OK":
            raise Unavailable("ScannerSilent", reason=said[:80])

    def _connected(self) -> socket.socket:
        if isinstance(self._place, tuple):
            return socket.create_connection(self._place, self._seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self._seconds)
        try:
            line.connect(self._place)
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    said = b""
    while len(said) < 4_096 and (part := line.recv(1_024)):
        said += part
        if said.endswith(b"\0"):
            break
    return said.rstrip(b"\0").decode("utf-8", "replace")
