"""A wave as one file: its declaration and its data, as they came, in one container.

The archive keeps one file by its bytes; a wave is two, and a corrected declaration makes other
figures of the same answers. The container is stored uncompressed with fixed dates, so the same two
files are the same bytes on every machine.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import yaml

from ingest.errors import InputError

SUFFIX = ".wave.zip"
NO_YAML = (yaml.YAMLError, ValueError, RecursionError)
"""What a text that is no YAML raises: 2025-02-30 is a plain ``ValueError``."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME = 255
"""Bytes: a longer name is no file on any machine, and asking for it is an error."""


def read_unchecked(declaration: Path) -> dict[Any, Any]:
    """What a declaration says, before it is validated; nothing if it cannot be read."""
    try:
        content = yaml.safe_load(declaration.read_text("utf-8-sig"))
    except (OSError, *NO_YAML):
        return {}
    return content if isinstance(content, dict) else {}


def data_name(declaration: Path) -> str | None:
    """The data file that a declaration names; ``None`` if it names none that may lie beside it."""
    name = read_unchecked(declaration).get("data")
    if not isinstance(name, str) or Path(name).name != name:
        return None
    return name if len(name.encode(errors="replace")) <= _LONGEST_NAME else None


def write_bundle(declaration: Path, into: Path) -> Path:
    """Put a declaration and the data file beside it, if that is there, into one container."""
    # The rest of the name stays: wave.yml and wave.YML are two waves.
    target = into / f"{declaration.name.removesuffix('.yml')}{SUFFIX}"
    named = data_name(declaration)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for path in (declaration, declaration.with_name(named) if named else None):
            if path is not None and path.is_file():
                entry = zipfile.ZipInfo(path.name, _LONG_AGO)
                with path.open("rb") as source, bundle.open(entry, "w", force_zip64=True) as file:
                    while block := source.read(1 << 20):
                        file.write(block)
    target.chmod(0o600)
    return target


def unpack_declaration(bundle: Path, name: str) -> tuple[str, str]:
    """The declaration's name and text.

    Raises:
        InputError: a container without one, or not in UTF-8.
    """
    with zipfile.ZipFile(bundle) as container:
        found = [entry for entry in container.namelist() if entry.lower().endswith(".yml")]
        if len(found) != 1:
            raise InputError(
                name, found=f"{len(found)} declarations", expected="one declaration of a wave"
            )
        try:
            return found[0], container.read(found[0]).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(
                found[0], found="bytes that are no UTF-8", expected="a declaration in UTF-8"
            ) from error


def unpack_data(bundle: Path, name: str, declaration: str, into: Path) -> Path:
    """The data file, unpacked into a private folder.

    Raises:
        InputError: it is not there.
    """
    with zipfile.ZipFile(bundle) as container:
        if name not in container.namelist():
            raise InputError(
                declaration,
                place="data",
                found=f"{name}, which does not lie beside it",
                expected="the data file in the same folder",
                do="put the file there, or correct its name",
            )
        return Path(container.extract(name, into))
