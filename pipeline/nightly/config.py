"""What a night is to do: one TOML file, checked as it is read; paths are relative to the file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_type_hints

STATES = ("done", "attention", "failed")


class ConfigError(ValueError):
    """A configuration that cannot be used, named by file and key."""


@dataclass(frozen=True, slots=True)
class Crawling:
    """[crawl], see `yujuesuan crawl --help`."""

    seconds: float = 21600.0
    timeout: float = 120.0
    flying: int = 64
    backoff: float = 5.0
    most_wait: float = 300.0
    contact: str = ""
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Reaching:
    """[network]: what may be reached beside public addresses, and names with a given address."""

    allow: list[str] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Running:
    """[run], see `yujuesuan run --help`."""

    jobs: int = 0
    seconds: float = 1800.0
    memory_mb: int = 1536
    gate: bool = True


@dataclass(frozen=True, slots=True)
class Hook:
    """[publish] and [notify]: a command as a list, never a shell's line; nothing where it is empty.

    `on`: the states in which it is called. `seconds`: it may take.
    """

    command: list[str] = field(default_factory=list)
    on: list[str] = field(default_factory=lambda: list(STATES))
    seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Config:
    """A whole configuration. `sources`: files and folders of them."""

    sources: list[str]
    store: str
    out: str
    crawl: Crawling = field(default_factory=Crawling)
    network: Reaching = field(default_factory=Reaching)
    run: Running = field(default_factory=Running)
    publish: Hook = field(default_factory=Hook)
    notify: Hook = field(default_factory=Hook)
    folder: Path = Path()

    def path(self, value: str) -> Path:
        """A path of the file as it is meant."""
        return self.folder / value


_TABLES: dict[str, type] = {
    "crawl": Crawling, "network": Reaching, "run": Running, "publish": Hook, "notify": Hook,
}  # fmt: skip
_KINDS: dict[Any, tuple[type | tuple[type, ...], str]] = {
    str: (str, "text"), int: (int, "whole number"), float: ((int, float), "number"), bool: (bool, "true or false"),
    list[str]: (list, "list of texts"), dict[str, str]: (dict, "table of texts"),
}  # fmt: skip


def load_config(path: Path) -> Config:
    """The configuration of a file.

    Raises:
        ConfigError: what is wrong, with file and key.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    tables = {}
    for name, kind in _TABLES.items():
        table = data.pop(name, {})
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: {name}: is no table")
        tables[name] = kind(**_checked(f"{path}: {name}", kind, table, set()))
    values = _checked(f"{path}", Config, data, set(_TABLES) | {"folder"})
    config = Config(**values, **tables, folder=path.resolve().parent)
    _check_meaning(path, config)
    return config


def _checked(where: str, kind: type, data: Mapping[str, Any], without: set[str]) -> dict[str, Any]:
    """The keys of a table, each known and of its type, none missing."""
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind) if f.name not in without}
    for key, value in data.items():
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key}; there are: {', '.join(known)}")
        wanted, name = _KINDS[hints[key]]
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        is_bool = isinstance(value, bool) and wanted is not bool
        if not isinstance(value, wanted) or is_bool or not all(isinstance(v, str) for v in inner):
            raise ConfigError(f"{where}: {key}: {value!r} is no {name}")
    for key, spec in known.items():
        if spec.default is MISSING and spec.default_factory is MISSING and key not in data:
            raise ConfigError(f"{where}: {key}: is missing")
    return dict(data)


def _check_meaning(path: Path, config: Config) -> None:
    """What types do not tell."""
    for name in ("publish", "notify"):
        if wrong := set(getattr(config, name).on) - set(STATES):
            raise ConfigError(f"{path}: {name}: on: {min(wrong)!r} is none of {', '.join(STATES)}")
    for network in config.network.allow:
        try:
            ip_network(network)
        except ValueError as error:
            raise ConfigError(f"{path}: network: allow: {error}") from error
    for given in config.sources:
        if not config.path(given).exists():
            raise ConfigError(f"{path}: sources: {given} does not exist")
