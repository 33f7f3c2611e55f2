"""Cell comments of an .xlsx, in which CBS wrote its footnotes until 2021.

Read from the package's own parts: the fast reader of cells leaves comments out, and a full object
model takes ten times as long as all the rest of the file.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def read_comments(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (sheet, cell, text) of each comment; nothing for the old binary format."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        parts = _targets(archive, "xl/_rels/workbook.xml.rels", "xl")
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        for sheet in workbook.iter(f"{_MAIN}sheet"):
            part = parts.get(sheet.get(f"{_OFFICE}id", ""), ("", ""))[1]
            folder, file = posixpath.split(part)
            relations = f"{folder}/_rels/{file}.rels"
            if relations not in names:
                continue
            for kind, target in _targets(archive, relations, folder).values():
                if kind.endswith("/comments") and target in names:
                    root = ElementTree.fromstring(archive.read(target))
                    for comment in root.iter(f"{_MAIN}comment"):
                        text = "".join(node.text or "" for node in comment.iter(f"{_MAIN}t"))
                        yield sheet.get("name", ""), comment.get("ref", ""), text


def _targets(archive: zipfile.ZipFile, relations: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relation id → (type, part name within the package)."""
    root = ElementTree.fromstring(archive.read(relations))
    return {
        node.get("Id", ""): (
            node.get("Type", ""),
            posixpath.normpath(posixpath.join(folder, node.get("Target", ""))).lstrip("/"),
        )
        for node in root.iter(f"{_REL}Relationship")
    }
