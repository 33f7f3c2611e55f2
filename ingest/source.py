"""What a dataset is: the declaration in ``ingest/sources/<source_id>.yml``, validated.

One file is one dataset. The Dagster asset, the archive folder, the freshness expectation and the
row of ``marts.sources`` are all made from it, so a key that nobody reads is an error.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import InputError

SOURCES_SETTING = "THRIVING_TEST_SOURCES"
"""Set by tests alone: a folder of declarations that lead to publishers on this machine."""
SOURCES_FOLDER = Path(os.environ.get(SOURCES_SETTING) or Path(__file__).parent / "sources")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {pattern!r} ({error})") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
ValueStatus = Literal["suppressed", "not_available", "not_applicable"]
ColumnType = Literal["text", "number", "integer", "date"]


class Declared(BaseModel):
    """A declared thing: immutable, and a key it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Declared):
    he: str
    en: str


class Freshness(Declared):
    """Days since the end of the newest edition's period after which a source is stale.

    Past ``warn_after_days`` a warning is reported, past ``block_after_days`` the gate holds.
    A closed series, of which no new edition will come, declares no freshness at all.
    """

    warn_after_days: int = Field(gt=0)
    block_after_days: int | None = Field(default=None, gt=0)


class HttpFile(Declared):
    """One file of a publisher's site; ``{year}`` and ``{yy}`` stand for the edition."""

    url: str
    name: str
    years: tuple[int, ...] = ()


class HttpFetch(Declared):
    """``hosts`` may be redirected to, besides those of the urls; nothing else is ever asked."""

    kind: Literal["http"]
    files: tuple[HttpFile, ...]
    hosts: tuple[str, ...] = ()


class CkanResource(Declared):
    """A datastore table, named as the portal names it; ``id`` is only where it was last seen.

    Ids are re-issued and names are kept, so a name is better; where nobody has seen it yet, the id
    stands alone. ``fields`` are the columns asked for where a table is large, or holds what we have
    no business with; else all come.
    """

    dataset: str
    resource: str | None = None
    name: str
    id: str | None = None
    fields: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_which(self) -> CkanResource:
        if not (self.resource or self.id):
            raise ValueError("give the resource's name (resource), or its id where none is known")
        return self


class CkanFetch(Declared):
    kind: Literal["ckan"]
    base_url: str = "https://data.gov.il/api/3/action"
    user_agent: str = "datagov-external-client"
    resources: tuple[CkanResource, ...]
    hosts: tuple[str, ...] = ()


class SeriesFetch(Declared):
    """Time series of CBS, by their numbers, from one month on (``MM-YYYY``)."""

    kind: Literal["series"]
    base_url: str = "https://apis.cbs.gov.il/series/data/list"
    series: tuple[int, ...] = Field(min_length=1)
    name: str
    start: str = Field(default="01-1995", pattern=r"^(0[1-9]|1[0-2])-\d{4}$")
    hosts: tuple[str, ...] = ()


class ManualFetch(Declared):
    """No address is known or allowed: people put the publisher's file into the mirror folder."""

    kind: Literal["manual"]
    why: str


class InboxFetch(Declared):
    """What nobody publishes and people lay into the inbox: waves of surveys, filled forms."""

    kind: Literal["inbox"]
    why: str


class Edition(Declared):
    """Where a file says which edition it is.

    Patterns with a named group ``id`` (kept as it stands), ``year``, ``yy`` (2000 is added) or
    ``dmy`` (a date). A file whose text names another year than its name is refused.
    """

    name: tuple[Pattern, ...] = ()
    text: tuple[Pattern, ...] = ()
    prefix: str = ""
    undated: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Edition:
        for pattern in (*self.name, *self.text):
            if not {"id", "year", "yy", "dmy"} & set(re.compile(pattern).groupindex):
                raise ValueError(f"/{pattern}/ names no group: id, year, yy or dmy")
        if not (self.name or self.text or self.undated):
            raise ValueError("give a pattern under name or text, or say undated: true")
        return self


class Entity(Declared):
    """Which columns say of whom a row speaks, as patterns over the header path."""

    code: Pattern | None = None
    name: Pattern | None = None
    area: Pattern | None = None
    council: Pattern | None = None
    status: Pattern | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Entity:
        if not (self.code or self.name):
            raise ValueError("an entity needs a code or a name column")
        return self


class Table(Declared):
    """One table of a file, and how its rows name settlements.

    ``codes``: ``authority`` (three systems are met and told apart in the file), ``council``
    (regional councils by their number), ``locality`` (CBS locality codes).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    files: str = "*"
    sheets: Pattern = ".*"
    layout: Literal["rows", "records", "transposed", "notes"] = "rows"
    required: bool = False
    entity: Entity | None = None
    codes: Literal["authority", "council", "locality"] = "authority"
    kind: Literal["authority", "regional_council", "locality", "any"] = "any"
    groups: dict[Pattern, str] = Field(default_factory=dict)
    nation: tuple[Pattern, ...] = ()
    aggregates: tuple[Pattern, ...] = ()
    symbols: dict[str, ValueStatus] = Field(default_factory=dict)
    blank: ValueStatus = "not_available"
    min_rows: int = 1
    columns: dict[str, ColumnType] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _entity_fits_layout(self) -> Table:
        if self.layout == "rows" and self.entity is None:
            raise ValueError(f"table {self.id}: rows need an entity")
        return self


class Source(Declared):
    """A dataset of one publisher.

    ``required``: without any file of it there is no refresh. ``feeds_marts: false`` says that it is
    archived and read, and that no mart is made of it yet: that nobody holds it is no warning then.
    """

    source_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Bilingual
    publisher: Bilingual
    licence: Bilingual
    homepage: str
    verified_live: bool
    required: bool = False
    registry: bool = False
    feeds_marts: bool = True
    freshness: Freshness | None
    caveats: tuple[str, ...] = ()
    fetch: Annotated[
        HttpFetch | CkanFetch | SeriesFetch | ManualFetch | InboxFetch,
        Field(discriminator="kind"),
    ]
    files: tuple[str, ...]
    edition: Edition
    parser: Literal["workbook", "csv", "ckan", "geojson", "survey", "programme"]
    min_bytes: int = 64
    tables: tuple[Table, ...] = Field(min_length=1)


def load_source(path: Path) -> Source:
    """Read and validate one declaration.

    Raises:
        InputError: the file is no YAML, or does not fit; every offending key is named.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), OneKeyOnce)
        source = Source.model_validate(content)
    except yaml.YAMLError as error:
        raise InputError(
            path.name, found=f"no readable YAML: {error}", expected="a declaration of a dataset"
        ) from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'file'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise InputError(
            path.name,
            found=problems,
            expected="the keys that ingest/source.py declares",
            do="correct the key named here",
        ) from error
    if source.source_id != path.stem:
        raise InputError(
            path.name,
            place="source_id",
            found=source.source_id,
            expected=path.stem,
            do="name the file after its source_id",
        )
    return source


class OneKeyOnce(yaml.SafeLoader):
    """A safe loader that refuses a key given twice, of which the plain one keeps the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := {str(key) for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {', '.join(sorted(twice))} is given twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


@cache
def load_sources(folder: Path = SOURCES_FOLDER) -> dict[str, Source]:
    """All declarations of a folder by source_id, in alphabetical order."""
    return {path.stem: load_source(path) for path in sorted(folder.glob("*.yml"))}
