"""The views for looking around: search, a department, a line, a comparison, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pipeline.explore import queries as q
from pipeline.explore.charts import histogram
from pipeline.explore.site import Site, link
from pipeline.explore.words import label
from pipeline.store.errors import QueryError

_FACETS = ("fiscal_year", "province_code", "report_kind")
_MOST_COMPARED = 6


def _facets(request: Request, names: Iterable[str] = _FACETS) -> dict[str, Any]:
    """The choices that an address states; a year is a number."""
    out: dict[str, Any] = {}
    for name in names:
        value = request.query_params.get(name, "")
        out[name] = value if name != "fiscal_year" else int(value) if value.isdecimal() else ""
    return out


def _entity(text: str) -> dict[str, Any]:
    """A department as an address states it: 31|上海市|上海市财政局."""
    parts = text.split("|")
    if len(parts) != 3:
        raise QueryError(f"{text!r}: 应为 省|地区|部门 / want PROVINCE|REGION|DEPARTMENT")
    return {"province_code": parts[0], "region": parts[1] or None, "department": parts[2]}


def home(site: Site, request: Request) -> Response:
    """What the dataset holds, by province."""
    sql = q.home()
    rows = site.reader.rows(sql)
    facts = site.reader.rows("SELECT status, count(*) AS n FROM documents GROUP BY ALL ORDER BY n DESC")
    return site.page("home", request, rows=rows, facts=facts, sql=sql)


def search(site: Site, request: Request) -> Response:
    """Departments by name and place, functional lines by code and name."""
    text, facets = request.query_params.get("q", "").strip()[:80], _facets(request)
    sql = q.search(text, facets)
    choices = {name: site.reader.rows(q.facet("documents", name, facets)) for name in _FACETS}
    codes = site.reader.rows(q.codes(text)) if text else []
    return site.page(
        "search",
        request,
        q=text,
        facets=facets,
        choices=choices,
        rows=site.reader.rows(sql),
        codes=codes,
        sql=sql,
    )


def _by_year(
    rows: Sequence[Mapping[str, Any]], key: str
) -> tuple[list[tuple[int, str]], dict[str, dict[tuple[int, str], Mapping[str, Any]]]]:
    """(years and kinds in order, rows by key and year)."""
    years = sorted({(r["fiscal_year"], r["report_kind"]) for r in rows})
    table: dict[str, dict[tuple[int, str], Mapping[str, Any]]] = {}
    for row in rows:
        table.setdefault(row[key], {})[row["fiscal_year"], row["report_kind"]] = row
    return years, table


def department(site: Site, request: Request) -> Response:
    """A department over the years: headlines, lines, three public expenses, projects, findings, files."""
    name = request.query_params.get("d", "")
    entity = _entity(name)
    ask = site.reader.rows
    documents = ask(q.documents(entity))
    if not documents:
        raise QueryError(f"{name}: 没有这个部门 / no such department")
    wanted = request.query_params.get("form", "")
    form, rows = "", []
    for form in [wanted] if wanted in q.FORMS else q.FORMS:
        rows = ask(sql := q.lines(entity, form))
        if rows:
            break
    years, lines = _by_year(rows, "function_code")
    latest = [r for r in rows if years and (r["fiscal_year"], r["report_kind"]) == years[-1]]
    return site.page(
        "department", request, d=name, entity=entity, documents=documents, form=form, forms=q.FORMS,
        years=years, lines=lines, leaves=_leaves(latest), sql=sql, totals=_totals(lines),
        head=_by_year(ask(q.concepts(entity, q.HEADLINES)), "concept"), head_sql=q.concepts(entity, q.HEADLINES),
        three=_by_year(ask(q.concepts(entity, q.THREE_PUBLIC)), "concept"), wanted=q.HEADLINES,
        three_wanted=q.THREE_PUBLIC, three_sql=q.concepts(entity, q.THREE_PUBLIC),
        projects=ask(q.projects(entity)), projects_sql=q.projects(entity),
        findings=ask(q.findings(entity)), findings_sql=q.findings(entity),
    )  # fmt: skip


def _totals(lines: Mapping[str, Mapping[tuple[int, str], Mapping[str, Any]]]) -> list[tuple[str, Any]]:
    """The totals of the years, as items of a chart."""
    return [
        (f"{year or '?'} {label(kind, 'report_kind')}", row["amount_yuan"])
        for (year, kind), row in lines.get("TOTAL", {}).items()
    ]


def _leaves(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any, str]]:
    """The lines without lines below them, as items of a chart."""
    codes = [r["function_code"] for r in rows if r["function_code"] != "TOTAL"]
    return [
        (f"{r['function_code']} {r['name']}", r["amount_yuan"], link(f"/line/{r['function_code']}"))
        for r in rows
        if r["function_code"] in codes
        and not any(c != r["function_code"] and c.startswith(r["function_code"]) for c in codes)
    ]


def line(site: Site, request: Request) -> Response:
    """Who spends on a functional code: ranking, distribution, years."""
    code, facets = request.path_params["code"], _facets(request, (*_FACETS, "form"))
    facets["form"] = facets["form"] if facets["form"] in q.FORMS else q.FORMS[0]
    sql, years_sql = q.line(code, facets), q.line_years(code, facets)
    rows, years = site.reader.rows(sql), site.reader.rows(years_sql)
    names = site.reader.rows(q.codes(code)) if code.isdecimal() else []
    choices = {
        name: site.reader.rows(q.facet("spending", name, facets | {"function_code": code}))
        for name in _FACETS
    }
    return site.page(
        "line", request, code=code, name=next((r["name"] for r in names if r["function_code"] == code), ""),
        facets=facets, choices=choices, rows=rows, sql=sql, years=_yearly(years), years_sql=years_sql,
        spread=histogram([r["amount_yuan"] for r in rows]), forms=q.FORMS,
        above=[code[:n] for n in (3, 5) if n < len(code) and code.isdecimal()],
    )  # fmt: skip


def _yearly(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Sums by year and kind, as items of a chart."""
    return [(f"{r['fiscal_year'] or '?'} {label(r['report_kind'], 'report_kind')}", r["yuan"]) for r in rows]


def compare(site: Site, request: Request) -> Response:
    """Departments beside each other in one year."""
    names = request.query_params.getlist("d")[:_MOST_COMPARED]
    if added := request.query_params.get("add", "").strip():
        found = site.reader.rows(q.search(added, {}), limit=1)
        names += [f"{r['province_code']}|{r['region'] or ''}|{r['department']}" for r in found]
    names = list(dict.fromkeys(names))
    shown: list[dict[str, Any]] = []
    for name in names:
        entity = _entity(name)
        head = site.reader.rows(q.concepts(entity, (*q.HEADLINES, *q.THREE_PUBLIC)))
        lines = site.reader.rows(q.lines(entity, q.FORMS[0]))
        last = max(((r["fiscal_year"], r["report_kind"]) for r in head + lines), default=(0, ""))
        at = {r["concept"]: r for r in head if (r["fiscal_year"], r["report_kind"]) == last}
        classes = {
            r["function_code"]: r
            for r in lines
            if (r["fiscal_year"], r["report_kind"]) == last and r["level"] == "class"
        }
        shown.append({"d": name, "entity": entity, "year": last, "head": at, "classes": classes})
    codes = {c: r["name"] for s in shown for c, r in s["classes"].items()}
    return site.page(
        "compare", request, shown=shown, names=names, wanted=(*q.HEADLINES, *q.THREE_PUBLIC),
        codes=dict(sorted(codes.items())),
    )  # fmt: skip


def findings(site: Site, request: Request) -> Response:
    """What does not add up, with facets."""
    names = ("kind", "severity", "party", *_FACETS[:2])
    facets = _facets(request, names)
    start = request.query_params.get("from", "")
    offset = int(start) if start.isdecimal() else 0
    sql = q.findings(facets, offset)
    choices = {name: site.reader.rows(q.facet("all_findings", name, facets)) for name in names}
    return site.page(
        "findings", request, facets=facets, choices=choices, rows=site.reader.rows(sql), sql=sql,
        offset=offset, size=q.PAGE,
    )  # fmt: skip
