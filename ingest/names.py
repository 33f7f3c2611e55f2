"""Codes and names → ``settlement_code``, each decision with its reason.

Three code systems are in use for the same authorities: 69 (bycode, population, workbooks to 2021),
10069 (index tables) and 5569 (master list, workbooks from 2024) are one regional council, while 69
may also be the integer form of a locality's 0069. A code decides where there is one; a name decides
only without a code, only if it hits exactly one settlement of the expected kind. Likeness never
decides, it only suggests to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.parse.values import clean, number_in

NATION = "IL"

_QUOTES = str.maketrans({"״": '"', "׳": "'", "’": "'", "‘": "'", "”": '"', "“": '"', "`": "'"})
_HYPHENS = re.compile(r"[\s\-־‑–—]+")
_PREFIXES = re.compile(r"^(?:מועצה אזורית|מועצה מקומית|עיריית|עירית|מ\.\s?א\.|מ\.\s?מ\.|ע\.)\s+")
_COUNCIL_PREFIX = re.compile(r"^(?:מועצה אזורית|מ\.\s?א\.)\s+")
_DOUBLED = re.compile("([יו])\\1+")


def normalise_name(name: str) -> str:
    """A name without the differences that mean nothing: bidi marks, hyphens, quotes, קרית/קריית."""
    text = clean(unicodedata.normalize("NFC", name)).translate(_QUOTES)
    text = _HYPHENS.sub(" ", re.sub(r"[*\"']", "", text)).strip()
    return _DOUBLED.sub(r"\1", text.replace("קרית ", "קריית "))


def bare_name(name: str) -> str:
    """A normalised name without its title: צפת of עיריית צפת."""
    return normalise_name(_PREFIXES.sub("", clean(name)))


@dataclass(frozen=True)
class Alias:
    """Another name of a settlement, in use in files of some years (both ends included)."""

    code: str
    from_year: int | None = None
    to_year: int | None = None

    def holds_in(self, year: int | None) -> bool:
        """Whether files of an edition may use it; an undated file may use any."""
        if year is None:
            return True
        return (self.from_year or year) <= year <= (self.to_year or year)


@dataclass
class Registry:
    """Known settlements: their kinds by code, and the codes by normalised name."""

    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    display: dict[str, str] = field(default_factory=dict)
    code_aliases: dict[str, str] = field(default_factory=dict)
    name_aliases: dict[str, Alias] = field(default_factory=dict)

    def add(self, code: str, name: str | None, kind: str) -> None:
        """Enter a settlement, or another name or kind of one."""
        self.kinds[code].add(kind)
        if name:
            self.display.setdefault(code, clean(name))
            self.names[code].add(normalise_name(name))
            self.by_name[normalise_name(name)].add(code)

    def is_kind(self, code: str, kind: str) -> bool:
        """Whether a settlement is of a kind; ``any`` is every one."""
        return code in self.kinds and (kind == "any" or kind in self.kinds[code])


@dataclass(frozen=True)
class Decision:
    """To whom a row belongs, how that was decided, and what speaks against it."""

    settlement_code: str | None
    method: str
    name_agrees: bool | None = None
    reason: str | None = None
    suggestion: str | None = None


def council_code(number: int) -> str:
    """The master-list code of a regional council's number: 69 → 5569."""
    return f"55{number:02d}"


def code_style(codes: Iterable[str]) -> str:
    """Which of the systems a table's codes are written in.

    Returns:
        ``master_list`` (5569), ``index`` (10069), ``padded`` (0031 is Ofakim, so 31 and 07 are
        councils) or ``plain``, where a number below 100 alone does not tell.
    """
    seen = set(codes)
    if any(re.fullmatch(r"55\d\d", code) for code in seen):
        return "master_list"
    if any(re.fullmatch(r"100\d\d", code) for code in seen):
        return "index"
    if any(re.fullmatch(r"0\d{3}", code) for code in seen):
        return "padded"
    return "plain"


def decide(
    registry: Registry,
    *,
    code: str | None,
    name: str | None,
    council: str | None,
    status: str | None,
    codes: str,
    kind: str,
    style: str,
    year: int | None = None,
) -> Decision:
    """Decide to whom one row belongs.

    Args:
        code, name, council, status: the row's own words, ``None`` where it has none.
        codes: the table's code system (``Table.codes``).
        kind: the kind of settlement its names stand for (``Table.kind``).
        style: ``code_style`` of the table.
        year: the year of the file's edition, for names that were in use for a time.
    """
    number = number_in(clean(code)) if code else None
    if code and number is not None and number.is_integer():
        return _by_code(registry, clean(code), int(number), name, status, codes, style)
    council_number = number_in(clean(council)) if council else None
    if council_number is not None and 0 < council_number < 99:
        found = council_code(int(council_number))
        if registry.is_kind(found, "regional_council"):
            return Decision(found, "council_number", _agrees(registry, found, name))
        return Decision(None, "unresolved", reason=f"no regional council {int(council_number)}")
    if name:
        return _by_name(registry, name, kind, year)
    return Decision(None, "unresolved", reason="neither code nor name")


def _by_code(
    registry: Registry,
    text: str,
    number: int,
    name: str | None,
    status: str | None,
    codes: str,
    style: str,
) -> Decision:
    candidates = _candidates(text, number, codes, style, status)
    # The code of a village in a table of authorities is a misread council's, never the village.
    expected = "authority" if codes == "authority" else "any"
    known = [
        (registry.code_aliases.get(candidate, candidate), method)
        for candidate, method in candidates
        if registry.is_kind(registry.code_aliases.get(candidate, candidate), expected)
    ]
    if not known:
        looked = " or ".join(candidate for candidate, _ in candidates)
        return Decision(
            None,
            "unresolved",
            reason=f"code {text} is not in the registry (looked for {looked})",
            suggestion=_suggest(registry, name),
        )
    if len(known) > 1:
        named = [(c, m) for c, m in known if _agrees(registry, c, name)]
        if len(named) != 1:
            both = " and ".join(c for c, _ in known)
            return Decision(
                None, "unresolved", reason=f"code {text} may be {both}, and the name does not tell"
            )
        found, method = named[0]
        return Decision(found, method + "_told_by_name", True)
    found, method = known[0]
    return Decision(found, method, _agrees(registry, found, name))


def _candidates(
    text: str, number: int, codes: str, style: str, status: str | None
) -> list[tuple[str, str]]:
    locality = (f"{number:04d}", "locality_code")
    if codes == "locality":
        return [locality]
    if codes == "council":
        if 5500 < number < 5600:
            return [(str(number), "master_list_code")]
        return [(council_code(number % 10000), "council_number")]
    if style == "index" and 10000 < number < 10100:
        return [(council_code(number - 10000), "index_code")]
    if 5500 < number < 5600:
        return [(str(number), "master_list_code")]
    if len(text) <= 2 and (style == "padded" or text.startswith("0")):
        return [(council_code(number), "council_number")]
    if number < 100 and style == "plain":
        council = (council_code(number), "council_number")
        if status:
            return [council if re.search("אי?זורית", status) else locality]
        return [locality, council]
    return [locality]


def _agrees(registry: Registry, code: str, name: str | None) -> bool | None:
    if not name:
        return None
    bare = re.sub(r"\s+(?:סך הכל|יהודים|ערבים)$", "", bare_name(name))
    alias = registry.name_aliases.get(normalise_name(name))
    if alias is not None and alias.code == code:
        return True
    return normalise_name(name) in registry.names[code] or bare in registry.names[code]


def _by_name(registry: Registry, name: str, kind: str, year: int | None) -> Decision:
    cleaned = clean(name)
    is_council = bool(_COUNCIL_PREFIX.search(cleaned))
    expected = "regional_council" if is_council else kind
    for spelling, method in ((cleaned, "name"), (_PREFIXES.sub("", cleaned), "name_without_title")):
        hits = {
            code
            for code in registry.by_name.get(normalise_name(spelling), ())
            if registry.is_kind(code, expected)
        }
        if len(hits) == 1:
            return Decision(hits.pop(), method, True)
        if len(hits) > 1:
            return Decision(
                None,
                "unresolved",
                reason=f"the name is that of {len(hits)} settlements: {', '.join(sorted(hits))}",
            )
    for spelling in (cleaned, _PREFIXES.sub("", cleaned)):
        alias = registry.name_aliases.get(normalise_name(spelling))
        if alias is not None and alias.holds_in(year):
            return Decision(alias.code, "alias", True)
    return Decision(
        None,
        "unresolved",
        reason=f"no {expected.replace('_', ' ')} of this name",
        suggestion=_suggest(registry, name),
    )


def _suggest(registry: Registry, name: str | None) -> str | None:
    """The most alike known name, for a person to look at; it decides nothing."""
    if not name:
        return None
    from rapidfuzz import fuzz, process

    hit = process.extractOne(
        normalise_name(name), list(registry.by_name), scorer=fuzz.ratio, score_cutoff=75
    )
    if hit is None:
        return None
    return ", ".join(
        f"{code} {registry.display[code]}" for code in sorted(registry.by_name[hit[0]])
    )
