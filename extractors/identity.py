"""What a document is: kind, year, body, region, by the weight of everything it says of itself.

A field whose evidence is thin or evenly split stays None; the file name alone settles nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extractors.identity_clues import Clue, collect, is_central, page_clues, region_of, rules
from pipeline.core.divisions import CENTRAL, Region, region_at, regions
from pipeline.core.model import Document
from pipeline.core.records import Identity
from pipeline.core.reference import Reference
from pipeline.core.text import squash

_ENOUGH = 1.0  # less weight than this is no evidence
_CLEAR = 1.25  # the winner must have so many times the weight of the runner-up
_BODY_PARAGRAPHS = 150
_BODY_SHARE = 0.6  # of the regions named in running text, so many must lie in one province
_BODY_COUNT = 3
_HEAD = 6000  # characters in which a body introduces itself


def identify(document: Document, reference: Reference, page_title: str = "") -> Identity:
    """The identity of a document, with the place of the deciding evidence for each field.

    Args:
        document: as read; the file name counts as the weakest evidence.
        reference: unused lists are never loaded.
        page_title: what the page that published it calls it: counts where the document itself says little.
    """
    clues = [*collect(document), *page_clues(page_title)]
    clues.extend(_borne_out(clues))
    identity = Identity()
    for field in ("report_kind", "fiscal_year", "department", "scope"):
        won = decide(c for c in clues if c.field == field)
        if won is not None:
            setattr(identity, field, won.value)
            identity.evidence[field] = won.where
    if identity.department and identity.department.endswith(("（本级）", "本级")):
        identity.scope = "unit"
    titles = [c for c in clues if c.title and c.zone == "cover"]
    if titles:
        identity.title = max(titles, key=lambda c: (c.weight, len(c.title))).title
    _place(identity, document, clues)
    return identity


def _borne_out(clues: list[Clue]) -> list[Clue]:
    """The file name's clues once more, as good as a line, when it names the body that the document names."""
    body = decide(c for c in clues if c.field == "department" and c.zone != "file")
    named = [c for c in clues if c.field == "department" and c.zone == "file"]
    if body is None or not any(str(c.value) in str(body.value) and region_of(str(c.value)) for c in named):
        return []
    return [
        replace(c, zone="line", weight=_ENOUGH) for c in clues if c.zone == "file" and c.field != "department"
    ]


def decide(clues: Iterable[Clue]) -> Clue | None:
    """The strongest clue of the value with the most weight; None when that is too little or too close."""
    caps: dict[str, float] = rules().data["weights"]
    votes: dict[str, Counter[str]] = {}
    best: dict[str, Clue] = {}
    for clue in clues:
        key = str(clue.value).translate(_PLAIN)
        votes.setdefault(key, Counter())[clue.zone] += clue.weight  # type: ignore[assignment]
        if key not in best or clue.weight > best[key].weight:
            best[key] = clue
    totals = {key: sum(min(w, caps[zone]) for zone, w in zones.items()) for key, zones in votes.items()}
    ranked = sorted(totals, key=lambda key: (-totals[key], key))
    if not ranked or totals[ranked[0]] < _ENOUGH:
        return None
    if len(ranked) > 1 and totals[ranked[0]] < _CLEAR * totals[ranked[1]]:
        return None
    return best[ranked[0]]


_PLAIN = str.maketrans("", "", '（）()"、,·')


def _place(identity: Identity, document: Document, clues: list[Clue]) -> None:
    """Fill province and region from the body's name, the cover, other names, or running text."""
    name = identity.department or ""
    central = is_central(name)
    region = region_of(name) if name else None
    where = "department"
    if (region is None or region.short) and name:
        central = central or rules()["name.central_seat"].regex.search(document.squashed[:_HEAD]) is not None
    if region is None or (region.province_code is None and not central):
        stated = [c for c in clues if c.field == "region"]
        other = region_at(str(stated[0].value), short=True) if stated else None
        region, where = (other, stated[0].where) if other else (_from_text(document, region), "running text")
    if central:
        identity.province_code, identity.region = CENTRAL, region.name if region else "中央"
        identity.evidence["province_code"] = "central body"
    elif region is not None:
        identity.province_code, identity.region = region.province_code, region.name
        identity.evidence["province_code"] = where


def _from_text(document: Document, hint: Region | None) -> Region | None:
    """The region that running text names most, where one province leads clearly; `hint` limits the choice."""
    allowed = {d.province_code for d in hint.divisions} if hint else set()
    named: Counter[str] = Counter()
    found: dict[str, Region] = {}
    for i, paragraph in enumerate(document.paragraphs()):
        if i >= _BODY_PARAGRAPHS:
            break
        for region in regions(squash(paragraph.text)):
            if region.province_code and (not allowed or region.province_code in allowed):
                named[region.text] += 1
                found[region.text] = region
    by_province: Counter[str] = Counter()
    for text, n in named.items():
        by_province[str(found[text].province_code)] += n
    if not by_province:
        return hint
    province, n = by_province.most_common(1)[0]
    if n < _BODY_COUNT or n < _BODY_SHARE * by_province.total():
        return hint
    if hint is not None:
        inside = tuple(d for d in hint.divisions if d.province_code == province)
        return Region(hint.start, hint.end, hint.text, inside, hint.short)
    return max((found[t] for t in named if found[t].province_code == province), key=lambda r: named[r.text])
