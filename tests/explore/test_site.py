"""The web page by plain requests: every view answers, nothing foreign acts, what is taken along is right."""

from __future__ import annotations

import csv
import io
import shutil
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import urlopen

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.explore.conftest import HOSTILE, Served, served

_MOST_BYTES = 300_000


def get(url: str) -> tuple[int, bytes]:
    try:
        with urlopen(url, timeout=60) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def views(site: Served) -> list[str]:
    """An address of every view, on every kind of document."""
    rows = site.reader.rows("SELECT * FROM documents WHERE department IS NOT NULL ORDER BY file_name")
    names = [quote(f"{r['province_code']}|{r['region'] or ''}|{r['department']}") for r in rows]
    code = site.reader.rows(
        "SELECT function_code AS c FROM spending WHERE form = 'general_budget' AND level = 'item' LIMIT 1"
    )
    out = [
        "/",
        "/search",
        "/search?q=" + quote("省"),
        "/search?q=2",
        "/findings",
        "/sql",
        "/sql?question=classes",
        "/compare",
    ]
    out += [f"/department?d={n}" for n in names] + [
        f"/line/{code[0]['c']}",
        "/compare?d=" + "&d=".join(names),
    ]
    for row in rows:
        out += [f"/document/{row['doc_id']}", f"/document/{row['doc_id']}?form=amounts"]
        for table in (
            "function_lines",
            "economic_lines",
            "amounts",
            "performance_projects",
            "performance_indicators",
        ):
            sql = f"SELECT seq FROM {table} WHERE doc_id = $d ORDER BY seq LIMIT 1"
            out += [
                f"/evidence/{row['doc_id']}/{table}/{r['seq']}"
                for r in site.reader.rows(sql, {"d": row["doc_id"]})
            ]
    return out


def test_every_view_answers_and_is_light(site: Served) -> None:
    for path in views(site):
        status, body = get(site.url + path)
        assert status == 200, path
        assert len(body) < _MOST_BYTES, (path, len(body))
        assert b"://" not in body.replace(b"http://www.w3.org", b""), f"{path} names a foreign address"


def test_a_place_without_page_shows_its_passage(site: Served) -> None:
    for name, sign in (("zhejiang_budget-1.txt", 'id="mark"'), ("yunnan_final-1.docx", 'id="mark"')):
        row = site.reader.rows(
            "SELECT l.doc_id, seq, raw_text FROM function_lines l JOIN documents USING (doc_id) WHERE file_name = $n LIMIT 1",
            {"n": name},
        )[0]
        body = get(f"{site.url}/evidence/{row['doc_id']}/function_lines/{row['seq']}")[1].decode()
        assert sign in body
        assert row["raw_text"] in body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/department?d=x", 400), ("/department?d=00||nobody", 400), ("/line/'--", 200), ("/document/zz", 400),
        ("/document/ffffffff", 400), ("/evidence/ffffffff/amounts/0", 400), ("/evidence/ffffffff/documents/0", 400),
        ("/page/ffffffff/1.png", 400), ("/sql?sql=DROP+VIEW+documents", 400), ("/download.exe?sql=SELECT+1", 400),
        ("/download.csv?sql=COPY+documents+TO+'x'", 400), ("/sql?question=nowhere", 400), ("/nowhere", 404),
        ("/static/../site.py", 404), ("/static/%2e%2e/site.py", 404), ("/search?fiscal_year=1'--", 200),
        ("/search?q=%27%20OR%201=1%20--", 200), ("/findings?from=-1&kind=%27", 200),
    ],
)  # fmt: skip
def test_wrong_and_hostile_addresses(site: Served, path: str, status: int) -> None:
    assert get(site.url + quote(path, safe="/?&=%+'|-."))[0] == status


def test_files_and_writing_are_refused(site: Served) -> None:
    for sql in ("SELECT * FROM read_text('/etc/passwd')", "INSTALL httpfs", "COPY documents TO '/tmp/x.csv'"):
        status, body = get(f"{site.url}/sql?{urlencode({'sql': sql})}")
        assert status == 400
        assert b"root:" not in body


def test_other_hosts_are_refused_and_answers_forbid_foreign_content(site: Served) -> None:
    connection = HTTPConnection(site.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/", headers={"Host": "evil.example"})
    answer = connection.getresponse()
    assert answer.status == 400
    answer.read()
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert "default-src 'none'" in (answer.headers["Content-Security-Policy"] or "")
    answer.read()
    connection.request("POST", "/sql", body=b"sql=1")
    answer = connection.getresponse()
    assert answer.status == 405
    answer.read()
    connection.close()


def test_what_is_taken_along_opens_again(site: Served) -> None:
    sql = "SELECT function_code, amount_yuan FROM function_lines ORDER BY doc_id, seq LIMIT 50"
    expected = site.reader.rows(sql)
    query = urlencode({"sql": sql})
    text = get(f"{site.url}/download.csv?{query}")[1].decode("utf-8-sig")
    assert [r["function_code"] for r in csv.DictReader(io.StringIO(text))] == [
        r["function_code"] or "" for r in expected
    ]
    assert pq.read_table(io.BytesIO(get(f"{site.url}/download.parquet?{query}")[1])).to_pylist() == expected
    sheet = openpyxl.load_workbook(io.BytesIO(get(f"{site.url}/download.xlsx?{query}")[1]))["data"]
    assert [float(r[1].value) for r in sheet.iter_rows(min_row=2)] == [
        float(r["amount_yuan"]) for r in expected
    ]


def hostile_copy(dataset: Path, out: Path) -> Path:
    """The current build, copied, with a department whose name is markup and a formula."""
    shutil.copytree((dataset / "current").resolve(), out)
    for path in [*out.rglob("documents/**/*.parquet"), *out.rglob("findings/**/*.parquet")]:
        table = pq.read_table(path, partitioning=None)
        at = table.schema.get_field_index("department")
        pq.write_table(
            table.set_column(at, "department", pa.array([HOSTILE] * table.num_rows, pa.string())), path
        )
    return out


def test_names_that_are_markup_are_text(explored: Path, files: Path, tmp_path: Path) -> None:
    with served(hostile_copy(explored, tmp_path / "hostile"), files) as site:
        row = site.reader.rows("SELECT * FROM documents ORDER BY file_name LIMIT 1")[0]
        d = quote(f"{row['province_code']}|{row['region'] or ''}|{HOSTILE}")
        for path in (
            "/search",
            f"/department?d={d}",
            f"/document/{row['doc_id']}",
            f"/compare?d={d}",
            "/findings",
        ):
            status, body = get(site.url + path)
            assert status == 200, path
            assert b"<script>window" not in body, path
            assert b"<img src=x" not in body, path
