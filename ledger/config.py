"""
Settings: what an operator may set, with units, limits and reasons.  Read at the edges (cli, api, index), passed inward.

Every field is set by the environment variable `DEED_` + its name in capitals.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Zone(BaseModel):
    """A zone of the city as statistics name it, and how much data, in bytes, it wants registered; none is no goal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=40)
    en: str = Field(min_length=1, max_length=80)
    goal_bytes: int | None = Field(default=None, ge=1)


class Settings(BaseSettings):
    """The operator's settings; immutable once read."""

    model_config = SettingsConfigDict(env_prefix="DEED_", frozen=True, extra="ignore")

    home: Path = Path(".deed")
    """Where the local chain's state, deployment record, keystores, documents and SQLite file live."""

    rpc_url: str = "http://127.0.0.1:8545"
    """The node to read from and send to."""

    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite in `home`."""

    passphrase: SecretStr = SecretStr("")
    """Opens the keystores. Never logged."""

    signer_url: str = ""
    """A Web3Signer that holds keys; https unless it is on this machine. Empty: keys are in files only."""

    signer_timeout_seconds: float = Field(default=5.0, gt=0, le=9)
    """How long it may take to sign; below the ten seconds that another process waits for the journal meanwhile."""

    signer_authority_file: Path | None = None
    """Who vouches for its TLS certificate (PEM); the system's authorities otherwise."""

    signer_certificate_file: Path | None = None
    """The client certificate that is shown to it (PEM)."""

    signer_key_file: Path | None = None
    """The client certificate's key (PEM), where it is not in the same file."""

    api_key: SecretStr = SecretStr("")
    """What `deed audit` shows to the service that it audits. Never logged."""

    officer_password: SecretStr = SecretStr("")
    """What an officer signs in with from the command line; asked for where empty. Never logged."""

    api_host: str = "127.0.0.1"
    api_port: int = Field(default=8000, ge=0, le=65535)

    node_port: int = Field(default=8545, ge=0, le=65535)

    finality_blocks: int = Field(default=0, ge=0, le=10_000)
    """Blocks on top of a block before it is mirrored. 0 on a local chain, where one node decides, and on QBFT, where a
    sealed block is final; more where an engine may reorganise."""

    undo_blocks: int = Field(default=256, ge=1, le=100_000)
    """How deep a reorganisation may be that the index undoes by itself; a deeper one stops it. As many blocks as the
    local chain keeps states."""

    finality: Literal["depth", "seals"] = "depth"
    """What makes a block final: so many blocks on top (`finality_blocks`), or the validators' seals in its header
    (QBFT), where a reorganisation of any depth is an incident: the index stops and says so."""

    validators: str = ""
    """The validators' addresses at the block before the ledger's first, with commas between; needed with seals."""

    checks: Literal["receipts", "headers"] = "receipts"
    """How deep the reader looks: `receipts` re-hashes every receipt against the header's root; `headers` believes the
    node's log index as far as the bloom filters go, and is faster. Headers and parent links are checked by both."""

    range_blocks_max: int = Field(default=2_000, ge=1, le=100_000)
    """Most blocks asked of the node at a time; Besu's default limit is 5,000."""

    ws_url: str = ""
    """Where the node tells of new blocks by WebSocket; empty means the host and port of `rpc_url`. Without it the index
    looks every `poll_seconds`, as it does anyhow."""

    range_bytes: int = Field(default=4_194_304, ge=65_536, le=134_217_728)
    """Bytes of answers that one range of blocks aims at: the range grows and shrinks to it. Three are in memory at a
    time: one fetched, one waiting, one written."""

    poll_seconds: float = Field(default=0.5, gt=0, le=60)
    lag_blocks_max: int = Field(default=20, ge=0)
    """More blocks behind than this, and a verdict is UNDETERMINED (P6)."""

    lag_seconds_max: int = Field(default=60, ge=1)
    """The mirror's last look at the node may be this old; older, and a verdict is UNDETERMINED (P6)."""

    rpc_timeout_seconds: float = Field(default=20.0, gt=0, le=600)
    rpc_retries_max: int = Field(default=4, ge=0, le=20)
    service_url: str = ""
    """SQLAlchemy URL of the service's own database: clients, answers, their log, proofs, subscriptions; empty means
    SQLite in `home`. Unlike the mirror it cannot be built anew."""

    answer_seconds: int = Field(default=600, ge=1, le=600)
    """How long a signed answer may be relied on; after that it is evidence of what was said."""

    policy_file: Path | None = None
    """A bank's own verification policy, which may only be stricter than the law's; see `ledger/domain/policy.py`."""

    token_seconds: int = Field(default=600, ge=60, le=3_600)
    """How long an access token lasts."""

    session_seconds: int = Field(default=43_200, ge=300, le=86_400)
    """How long an officer's session lasts at most: a working day. NIST SP 800-63B §2.2.3 lets it be a day."""

    session_idle_seconds: int = Field(default=1_800, ge=60, le=3_600)
    """How long a session lasts unused: a desk left alone for half an hour. The same paragraph lets it be an hour."""

    demo: bool = False
    """The demonstration: accounts are listed where one signs in, and need no second factor, since nobody would have a
    telephone that knows them. Never where anything real is kept."""

    public_url: str = ""
    """`https://HOST` or `https://HOST:PORT` under which the public reaches the portal: the code on a paper leads there.
    Empty: the code has the plain form, which the portal reads."""

    identity_header: str = ""
    """The header in which a proxy that ends mTLS names the client's certificate; empty: none is believed."""

    proxy_addresses: str = ""
    """The addresses, with commas between, from which `identity_header` is believed."""

    public_per_minute: int = Field(default=60, ge=1, le=100_000)
    """Requests a minute from one address without a client's credentials; more are answered 429."""

    client_per_minute: int = Field(default=6_000, ge=1, le=10_000_000)
    """Requests a minute of one client."""

    body_bytes_max: int = Field(default=1_048_576, ge=1_024)
    """Largest request body the API reads; a certificate document is about 4 kB."""

    files_url: str = ""
    """Where files that people hand in stand: `s3://BUCKET?endpoint=https://HOST&region=REGION`; empty means a folder in
    `home`."""

    files_access_key: SecretStr = SecretStr("")
    files_secret_key: SecretStr = SecretStr("")
    """What the bucket of `files_url` is shown. Never logged, never in the URL."""

    file_bytes_max: int = Field(default=52_428_800, ge=1_024, le=1_073_741_824)
    """Largest file that is taken, 50 MiB: a scanned contract of some hundred pages."""

    clamd: str = ""
    """Where a virus scanner listens that is asked of every file: `unix:/run/clamav/clamd.ctl` or `host:port`; empty:
    none is asked, and a file is only held to the few kinds that are taken."""

    page_max: int = Field(default=200, ge=1, le=1_000)
    """Most rows in one page of a list."""

    zones: dict[str, Zone] = {}
    """The zones by the two digits of the region in certificates' numbers, with the volume that each aims at: JSON,
    `{"11": {"zh": "…", "en": "…", "goal_bytes": 1000000000000000}}`. Goals are policy and change: no code has one."""

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'mirror.sqlite'}"

    @property
    def service_database(self) -> str:
        """The SQLAlchemy URL of the service's own database that is in force."""
        return self.service_url or f"sqlite:///{self.home / 'service.sqlite'}"

    @property
    def answer_keys_dir(self) -> Path:
        """The keys that sign answers and checkpoints."""
        return self.home / "answer-keys"

    @property
    def officer_key_file(self) -> Path:
        """The key that seals the second factors of officers."""
        return self.home / "officer-key"

    @property
    def demo_accounts_file(self) -> Path:
        """The demonstration's accounts, for the page where one signs in."""
        return self.home / "demo-accounts.json"

    @property
    def deployment_file(self) -> Path:
        return self.home / "deployment.json"

    @property
    def documents_dir(self) -> Path:
        return self.home / "documents"

    @property
    def keystore_dir(self) -> Path:
        return self.home / "keys"
