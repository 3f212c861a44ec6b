"""`run.json`: a run's identity, written once, when the run is made."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
import unicodedata
from pathlib import Path
from typing import Any, Mapping, Optional

from ..errors import DistilleryError
from .files import STORE, make_folder, read_bytes, write_durably

MANIFEST_VERSION = 1
_NAME = "run.json"


def read_manifest(run_folder: Path) -> dict[str, Any]:
    """Reads `run.json`. Raises DistilleryError that says what is wrong with it."""
    path = run_folder / _NAME
    try:
        value = json.loads(read_bytes(path).decode("utf8"))
    except FileNotFoundError:
        raise DistilleryError(
            f"{run_folder} is no run folder: it has no {_NAME}; start the config with"
            " Distillery, or call distillery.init with the path of a config"
        ) from None
    except ValueError as error:
        raise DistilleryError(f"{path} is no JSON: {error}; restore the file") from None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        raise DistilleryError(f"{path} is not a run's manifest; restore the file")
    version = value.get("formatVersion")
    if version != MANIFEST_VERSION:
        raise DistilleryError(
            f"{run_folder.name} has format {version}, and this Distillery reads"
            f" {MANIFEST_VERSION}; use the version of Distillery that made the run"
        )
    return value


def make_run(
    workspace: Path,
    config: Mapping[str, Any],
    *,
    text: str,
    config_path: Path,
    product: Mapping[str, str],
) -> Path:
    """Makes a run folder below `workspace` and gives its path. Raises OSError.

    `config` is that of the manifest; `text` is copied as it is.
    """
    created = int(time.time() * 1000)
    run_id = new_run_id(str(config["name"]), created)
    store = workspace / STORE
    folder = store / "runs" / run_id
    make_folder(folder / "requests")
    manifest = {
        "formatVersion": MANIFEST_VERSION,
        "id": run_id,
        "name": config["name"],
        "createdAt": created,
        "kind": "run",
        "product": product,
        "config": config,
        "configPath": str(config_path),
        "configHash": hashlib.sha256(text.encode("utf8")).hexdigest(),
        "cacheFolder": str(store / "cache"),
        "launcher": {"name": "local"},
    }
    ending = "json" if config_path.suffix == ".json" else "yaml"
    write_durably(folder / f"config.distill.{ending}", text)
    content = json.dumps(manifest, indent=2, ensure_ascii=False)
    write_durably(folder / _NAME, f"{content}\n")
    return folder


def new_run_id(name: str, created: Optional[int] = None) -> str:
    """The id of a run, which sorts by time: `20261123-224501-small-1a2b`."""
    seconds = time.time() if created is None else created / 1000
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(seconds))
    plain = unicodedata.normalize("NFKD", name)
    slug = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40] or "run"
    return f"{stamp}-{slug}-{secrets.token_hex(2)}"
