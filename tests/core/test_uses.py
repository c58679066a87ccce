"""What a document used of the patterns is noted whatever was kept before it, and nothing keeps it unseen."""

from __future__ import annotations

import ast
from pathlib import Path

from pipeline.core.patterns import load, units
from pipeline.core.resources import ROOT
from pipeline.core.uses import begin, remembered, used

_FILE = """
words = ["甲"]
[[identity]]
id = "I"
holds = [[{ amount = "1" }]]
[parts]
one = '一'
[[pattern]]
id = "a"
regex = '{{one}}'
match = [{ text = "一", groups = {} }]
reject = ["二"]
[[pattern]]
id = "b"
regex = '(?P<two>二)'
anchors = ["二"]
sets = { says = "two" }
match = [{ text = "二", groups = { two = "二" } }]
reject = ["一"]
"""

OF_NO_PATTERN = {
    "pipeline.check.rules:_made_of",  # of files that every caller has asked for

    "pipeline.read.ocr:is_there", "pipeline.read.ocr:_is_common", "pipeline.read.pdf_drawing:_functions",
}  # fmt: skip
"""Functions of modules that can ask for patterns which keep what they gave over documents, and ask for none."""


def test_what_is_used_is_noted_at_every_document(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(_FILE, "utf-8")
    file = load("f", tmp_path)
    for _ in range(2):
        begin()
        assert used() == set()
        assert next((p.id for p in file.patterns if p.regex.search("一")), None) == "a"
        assert used() == {"f:*", "f:a"}
        assert list(file.patterns[1].finditer("一")) == []
        assert used() == {"f:*", "f:a"}  # its anchor is not there
        assert file["b"].sets == {"says": "two"}
        assert used() == {"f:*", "f:a", "f:b"}
        assert file.data["words"] == ["甲"]
        assert used() == {"f:*", "f:a", "f:b", "f:#"}
    begin()
    assert [p.id for p in file.that_may_match("一")] == ["a"]
    assert used() == {"f:*"}


def test_what_is_remembered_is_of_one_document(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(_FILE, "utf-8")

    @remembered(8)
    def says(text: str) -> bool:
        return load("f", tmp_path)["a"].regex.search(text) is not None

    for _ in range(2):
        begin()
        assert says("一") and says("一")
        assert used() == {"f:a"}


def test_a_unit_changes_with_what_it_decides_and_with_nothing_else(tmp_path: Path) -> None:
    def changed(old: str, new: str) -> set[str]:
        assert old in _FILE
        (tmp_path / "f.toml").write_text(_FILE, "utf-8")
        before = units("f", tmp_path)
        (tmp_path / "f.toml").write_text(_FILE.replace(old, new, 1), "utf-8")
        after = units("f", tmp_path)
        return {unit for unit in {**before, **after} if before.get(unit) != after.get(unit)}

    assert changed('reject = ["二"]', 'reject = ["二", "三"] # more') == set()
    assert changed("one = '一'", "one = '一|壹'") == {"f:a"}
    assert changed("(?P<two>二)", "(?P<two>二|贰)") == {"f:b"}
    assert changed('anchors = ["二"]', "") == {"f:b", "f:*"}
    assert changed('says = "two"', 'says = "2"') == {"f:b", "f:*"}
    assert changed('"甲"', '"乙"') == {"f:#"}
    assert changed('id = "I"', 'id = "J"') == {"f:#"}
    assert changed('amount = "1"', 'amount = "2"') == set()
    assert changed('id = "a"', 'id = "c"') == {"f:a", "f:c", "f:*"}


def _reading() -> dict[str, ast.Module]:
    """The modules that a document is read with."""
    out: dict[str, ast.Module] = {}
    for folder in ("pipeline/core", "pipeline/read", "pipeline/check", "extractors"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.parent.name != "across":
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                out[name] = ast.parse(path.read_text("utf-8"))
    return out


def _imported(module: ast.Module) -> set[str]:
    """Modules, and what is imported from them as if it were one."""
    found = {n.module or "" for n in ast.walk(module) if isinstance(n, ast.ImportFrom)}
    return found | {
        f"{n.module}.{a.name}" for n in ast.walk(module) if isinstance(n, ast.ImportFrom) for a in n.names
    }


def _that_reach(modules: dict[str, ast.Module], wanted: str) -> set[str]:
    """The modules that import `wanted`, by way of others too."""
    reached, before = {wanted}, 0
    while before != len(reached):
        before = len(reached)
        reached |= {name for name, module in modules.items() if _imported(module) & reached}
    return reached - {wanted}


def _kept(module: ast.Module) -> set[str]:
    """Names of its functions that keep what they gave, over documents."""
    return {
        node.name
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(d).partition("(")[0] in ("cache", "lru_cache") for d in node.decorator_list)
    }


def test_nothing_keeps_what_patterns_say_over_documents_but_what_is_remembered() -> None:
    modules = _reading()
    reach = _that_reach(modules, "pipeline.core.patterns")
    assert {"extractors.label_text", "pipeline.check", "pipeline.read.pdf_furniture"} <= reach
    assert {f"{name}:{kept}" for name in reach for kept in _kept(modules[name])} == OF_NO_PATTERN


def test_patterns_are_asked_for_where_it_is_noted() -> None:
    own = {"pipeline.core.patterns", "pipeline.core.resources"}
    by_hand = {
        "pipeline.core.patterns.read_toml",
        "pipeline.core.resources.PATTERNS",
        "pipeline.core.resources.ROOT",
    }
    for name, module in _reading().items():
        assert name in own or not _imported(module) & by_hand, name
        unnoted = {n.attr for n in ast.walk(module) if isinstance(n, ast.Attribute)} & {"listed", "compiled"}
        assert name in own or not unnoted, name
