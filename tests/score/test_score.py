"""The scorer: a right dataset scores 1; each kind of fault costs what it should."""

from __future__ import annotations

import csv
import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.schema import table_columns
from pipeline.score.compare import by, calibration, score
from pipeline.score.labels import LabelError
from pipeline.score.report import as_json, markdown
from pipeline.score.report_html import as_html
from pipeline.store.publish import Publishing, StagedDocument, publish
from pipeline.store.staging import Staging

GOLD = {
    "document": [{"file": "x.txt", "report_kind": "final", "fiscal_year": "2024", "province_code": "31",
                  "region": "示例区", "department": "示例区云溪局", "scope": "unit"}],
    "function_lines": [
        {"form": "expenditure", "page": "1", "function_code": code, "name": name, "economic_code": "",
         "direction": "expenditure", "phase": "final", "fund": "all", "component": "total", "amount": amount,
         "unit": "万元"}
        for code, name, amount in [("201", "一般公共服务支出", "12.50"), ("TOTAL", "合计", "12.50"), ("", "无码", "1")]
    ],
    "narrative_lines": [{"class_name": "教育支出", "section_name": "", "item_name": "", "final": "1,000.00",
                         "budget": "", "prior_final": "", "unit": "元"}],
    "economic_lines": [{"form": "general_budget_basic", "economic_code": "30101", "name": "基本工资", "phase": "final",
                        "component": "personnel", "amount": "3", "unit": "万元"}],
    "amounts": [{"concept": "count.vehicles_held", "phase": "final", "amount": "2", "unit": "辆"}],
    "performance_projects": [{"project_code": "", "project_name": "青梧项目", "budget_initial": "5", "executed": "4",
                              "unit": "万元"}],
    "performance_indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "次数", "target": "≥5次",
                                "weight": "10", "score": "9.5"}],
}  # fmt: skip


def labelled(root: Path) -> tuple[Path, Path, str]:
    """(gold, files, doc_id) of the labels above."""
    files, folder = root / "files", root / "gold" / "x"
    files.mkdir()
    folder.mkdir(parents=True)
    (files / "x.txt").write_bytes(b"x")
    for name, rows in GOLD.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    return root / "gold", files, hashlib.sha256(b"x").hexdigest()


def facts(doc_id: str) -> dict[str, list[dict[str, Any]]]:
    """The rows that answer the labels."""
    shared = {"doc_id": doc_id, "page": 1, "proof": "proved", "confidence": 0.95}
    form = {"place": "form", "form": "expenditure", "direction": "expenditure", "phase": "final", "fund": "all",
            "component": "total", "amount_yuan": Decimal(125000)}  # fmt: skip
    text = {
        "place": "text",
        "form": "narrative",
        "function_name": "教育",
        "phase": "final",
        "amount_yuan": Decimal(1000),
    }
    document = {c.name: None for c in table_columns("documents")} | {
        "doc_id": doc_id, "fiscal_year": 2024, "province_code": "31", "report_kind": "final",
        "department": "示例区云溪局", "region": "示例区", "media_type": "text/plain",
        "source_uri": "x.txt", "status": "ok",
    }  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "function_lines": [form | {"function_code": "201"}, form | {"function_code": "TOTAL"}, text],
        "economic_lines": [{"form": "general_budget_basic", "economic_code": "30101", "phase": "final",
                            "amount_yuan": Decimal(30000)}],
        "amounts": [{"concept": "count.vehicles_held", "phase": "final", "value": Decimal(2), "place": "text"}],
        "performance_projects": [{"project_name": "青梧项目", "budget_initial_yuan": Decimal(50000),
                                  "executed_yuan": Decimal(40000)}],
        "performance_indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "次数", "target": "≥5次",
                                    "weight": Decimal(10), "score": Decimal("9.5")}],
    }  # fmt: skip
    return {"documents": [document]} | {k: [shared | r for r in v] for k, v in tables.items()}


def built(root: Path, doc_id: str, tables: dict[str, list[dict[str, Any]]]) -> Path:
    path = Staging(root / "staging", "v").write(doc_id, tables)
    publish(root / "out", [StagedDocument(path, tables["documents"][0])], Publishing("v"))
    return root / "out"


def test_a_right_dataset(tmp_path: Path) -> None:
    gold, files, doc_id = labelled(tmp_path)
    scores = score(built(tmp_path, doc_id, facts(doc_id)), gold, files)
    for name, tally in scores[0].tallies.items():
        assert (tally.hit, tally.gold, tally.data) == (tally.gold, tally.gold, tally.gold), name
        assert tally.gold, name
    assert scores[0].layout == "final-31"
    assert as_json(scores)["TOTAL"]["function"] == {"gold": 2, "data": 2, "hit": 2}
    assert "0 of 5 proved rows (5 compared)" in markdown(scores)


def test_each_fault_costs(tmp_path: Path) -> None:
    gold, files, doc_id = labelled(tmp_path)
    tables = facts(doc_id)
    tables["function_lines"][0]["component"] = "basic"  # right amount under the wrong column
    tables["function_lines"].append(dict(tables["function_lines"][1]))  # given twice
    tables["economic_lines"][0]["amount_yuan"] = Decimal("30000.01")
    tables["amounts"].append(
        tables["amounts"][0] | {"concept": "procurement.total"}
    )  # no label: neither right nor wrong
    tables["documents"][0]["department"] = "示例区青梧局"
    total = by(score(built(tmp_path, doc_id, tables), gold, files), "")["TOTAL"]
    assert (total["function"].hit, total["function"].data) == (1, 3)
    assert (total["function_value"].hit, total["function_value"].data) == (2, 3)
    assert total["economic"].hit == 0
    assert total["amounts"].precision == 1.0
    assert (total["identity"].hit, total["identity"].gold) == (3, 4)


def test_calibration_and_proved_wrong(tmp_path: Path) -> None:
    gold, files, doc_id = labelled(tmp_path)
    tables = facts(doc_id)
    tables["amounts"][0]["value"] = Decimal(3)
    scores = score(built(tmp_path, doc_id, tables), gold, files)
    assert calibration(scores, ("function", "narrative", "economic", "amounts")) == [(0.95, 5, 4)]
    assert "1 of 5 proved rows" in markdown(scores)


def test_no_labels(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    with pytest.raises(LabelError, match=r"document\.csv"):
        score(tmp_path, tmp_path / "gold", tmp_path)


def test_a_labelled_file_that_is_not_there(tmp_path: Path) -> None:
    gold, files, doc_id = labelled(tmp_path)
    out = built(tmp_path, doc_id, facts(doc_id))
    (files / "x.txt").unlink()
    with pytest.raises(FileNotFoundError):
        score(out, gold, files)


def test_the_page_shows_what_the_report_tells_and_loads_nothing(tmp_path: Path) -> None:
    gold, files, doc_id = labelled(tmp_path)
    tables = facts(doc_id)
    said = {"kind": "identity", "identity_id": "I01", "severity": "error", "party": "disclosure", "page": 3}
    tables["findings"] = [{"doc_id": doc_id, "seq": 0, "message": "收入 <9> 与支出 8 不符"} | said]
    scores = score(built(tmp_path, doc_id, tables), gold, files)
    page, text = as_html(scores), markdown(scores)
    assert "收入 &lt;9&gt; 与支出 8 不符" in page
    assert "- x, page 3, I01 (error): 收入 <9> 与支出 8 不符" in text
    assert page.count("<svg") == 2
    assert "<circle" in page
    assert "http" not in page
    assert "<script" not in page
