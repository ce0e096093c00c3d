"""A small signing service that speaks Web3Signer's eth1 protocol over HTTP, and holds test keys: what operators run."""

from __future__ import annotations

import json
import ssl
import time
from http.server import BaseHTTPRequestHandler

import coincurve

from ledger.chain.signer import MemorySigner
from ledger.domain.keccak import keccak
from tests.http_server import Served

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


class SigningService(Served):
    """
    Holds the keys of these signers, and signs the Keccak-256 of whatever data it is given.

    `asked` keeps the data; `mood` is how it behaves: well, "slow", "broken", "foreign", "high", "denied", "garbage".
    """

    def __init__(self, *signers: MemorySigner, tls: ssl.SSLContext | None = None) -> None:
        self.secrets = {self.public(each): each._secret for each in signers}
        self.asked: list[bytes] = []
        self.mood = ""
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert self.path == "/api/v1/eth1/publicKeys"
                self._answer(200, json.dumps(list(service.secrets)).encode(), "application/json")

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                name = self.path.removeprefix("/api/v1/eth1/sign/")
                status, content = service.sign(name, bytes.fromhex(body["data"][2:]))
                self._answer(status, content, "text/plain")

            def _answer(self, status: int, content: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @staticmethod
    def public(signer: MemorySigner) -> str:
        """Return a public key as the service names it: the two coordinates in hexadecimal."""
        return "0x" + signer._secret.public_key.format(compressed=False)[1:].hex()

    def sign(self, name: str, data: bytes) -> tuple[int, bytes]:
        """Return status and body of an answer."""
        self.asked.append(data)
        if self.mood == "slow":
            time.sleep(0.5)
        if self.mood in ("broken", "denied", "garbage"):
            return {"broken": (500, b""), "denied": (403, b""), "garbage": (200, b"0x12")}[self.mood]
        secret = self.secrets.get(name)
        if secret is None:
            return 404, b"Public key not found"
        if self.mood == "foreign":
            secret = coincurve.PrivateKey(keccak(b"another key"))
        made = secret.sign_recoverable(keccak(data), hasher=None)
        s, v = int.from_bytes(made[32:64], "big"), made[64]
        if self.mood == "high":
            s, v = ORDER - s, 1 - v
        return 200, b"0x" + (made[:32] + s.to_bytes(32, "big") + bytes([27 + v])).hex().encode()
