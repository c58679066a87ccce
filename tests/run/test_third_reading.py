"""What is blamed on a disclosure is held against the picture of its page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pypdfium2 as pdfium
import pytest

from pipeline.core.model import Box, Paragraph
from pipeline.core.records import Fact, Finding
from pipeline.run import third_reading
from pipeline.run.document import process
from pipeline.run.doubts import AGREED, excuse_one, say
from pipeline.run.result import Result
from pipeline.run.third_text import Part, compared, numbers_in
from tests.check.altered import Altered, alter
from tests.check.injected import ABOUT
from tests.read.images import needs_ocr
from tests.read.mapped import mapped
from tests.synth.document import disclosure

FAMILY, SEED, DPI = "central", 1, 200


def _behind(text: Path, picture: Path, to: Path) -> Path:
    """The pages of one file with pictures of another's laid over them: the text stays, and is not seen."""
    words, shown = pdfium.PdfDocument(text), pdfium.PdfDocument(picture)
    for page, of in zip(words, shown, strict=True):
        image = pdfium.PdfImage.new(words)
        image.set_bitmap(of.render(scale=DPI / 72))
        image.set_matrix(pdfium.PdfMatrix().scale(*page.get_size()))
        page.insert_obj(image)
        page.gen_content()
    words.save(to)
    return to


def _mapped(text: Path, to: Path) -> Path:
    """The file with a map that calls every 3 an 8: the page shows other digits than its text has."""
    ranges = ["<0020> <0032> <0020>", "<0033> <0033> <0038>", "<0034> <007E> <0034>"]
    ranges += [f"<{page:02X}00> <{page:02X}FF> <{page:02X}00>" for page in range(1, 256)]
    to.write_bytes(mapped(text.read_bytes(), ranges))
    return to


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Altered]:
    """A folder with a sound document and one that differs in a digit, which is the disclosure's fault; the digit."""
    folder = tmp_path_factory.mktemp("third")
    for altered in alter(disclosure(FAMILY, SEED), "pdf", Random("third"), 12, folder):
        if altered.parties == {"disclosure"}:
            return folder, altered
    raise AssertionError


def _new(result: Result) -> list[Finding]:
    return [f for f in result.findings if f.kind in ABOUT and f.severity != "info"]


def _proofs(result: Result, place: str) -> set[str]:
    facts: list[Fact] = list(result.records)
    return {r.proof for r in facts if r.locator == place}


@needs_ocr
def test_a_text_layer_behind_a_picture_of_other_digits_is_not_the_disclosures_fault(
    made: tuple[Path, Altered], tmp_path: Path
) -> None:
    folder, altered = made
    path = _behind(folder / "altered.pdf", folder / "sound.pdf", tmp_path / "behind.pdf")
    first, second = process(path), process(path)
    found = _new(first)
    assert found
    assert {f.party for f in found} == {"extraction"}
    assert all(
        f"{altered.locator} 图上是 {altered.before}，文字层是 {altered.after}" in f.message for f in found
    )
    assert all(f"shows {altered.before} where the text has {altered.after}" in f.message for f in found)
    assert _proofs(first, altered.locator) == {"conflict"}
    assert first.tables() == second.tables()


@needs_ocr
def test_digits_that_the_font_maps_to_others_are_not_the_disclosures_fault(
    made: tuple[Path, Altered], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _mapped(made[0] / "sound.pdf", tmp_path / "mapped.pdf")
    monkeypatch.setattr(third_reading, "is_there", lambda: False)
    assert "disclosure" in {f.party for f in _new(process(path))}
    monkeypatch.undo()
    found = _new(process(path))
    assert found
    assert "disclosure" not in {f.party for f in found}
    assert any("图上是" in f.message for f in found)


@needs_ocr
def test_an_error_that_the_picture_shows_stays_the_disclosures(made: tuple[Path, Altered]) -> None:
    folder, _ = made
    found = _new(process(folder / "altered.pdf"))
    assert {f.party for f in found} == {"disclosure"}
    assert all("；图上所见相同 | " in f.message for f in found)
    assert all(f.message.endswith("; the picture of the page shows the same") for f in found)


def test_without_the_extra_only_the_third_reading_is_missing(
    made: tuple[Path, Altered], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    monkeypatch.setattr(third_reading, "is_there", lambda: False)
    bare = process(folder / "altered.pdf")
    monkeypatch.undo()
    full = process(folder / "altered.pdf")
    assert not [f for f in bare.findings if "图上" in f.message]
    assert bare.records == full.records
    assert [(f.party, f.severity, f.left_locator) for f in bare.findings] == [
        (f.party, f.severity, f.left_locator) for f in full.findings
    ]


def test_nothing_is_loaded_where_nothing_is_blamed(
    made: tuple[Path, Altered], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = made
    monkeypatch.delitem(sys.modules, "pipeline.read.ocr_region", raising=False)
    assert not _new(process(folder / "sound.pdf"))
    assert "pipeline.read.ocr_region" not in sys.modules


def test_a_fault_of_the_third_reader_loses_nothing(
    made: tuple[Path, Altered], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise ValueError("broken")

    folder, _ = made
    monkeypatch.setattr("pipeline.run.document.looked_at", fail)
    result = process(folder / "altered.pdf")
    assert result.status["status"] == "ok"
    assert [f.message for f in result.findings if "third" in f.message] == [
        "third reading: ValueError('broken')"
    ]


def test_no_more_than_a_few_parts_are_recognised(
    made: tuple[Path, Altered], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def count(parts: dict[str, Sequence[Part]], _: bytes) -> dict[str, list[tuple[Part, str | None]]]:
        asked.append(sum(map(len, parts.values())))
        return {}

    folder, _ = made
    monkeypatch.setattr(third_reading, "is_there", lambda: True)
    monkeypatch.setattr(third_reading, "MOST", 2)
    monkeypatch.setattr(third_reading, "_views", count)
    process(folder / "altered.pdf")
    assert asked
    assert max(asked) <= 2


@needs_ocr
def test_only_what_the_first_look_does_not_bear_out_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pipeline.read import ocr_region

    asked: list[int] = []

    def see(_: bytes, boxes: dict[int, list[Box]], dpi: float) -> dict[int, list[ocr_region.Seen]]:
        asked.extend(map(len, boxes.values()))
        shown = {5.0: "12.00", 6.0: "13.00"}
        return {n: [ocr_region.Seen(shown[box.x0], (1.0,) * 5) for box in own] for n, own in boxes.items()}

    monkeypatch.setattr(ocr_region, "seen_in", see)
    block = Paragraph("12.00", 1, 0)
    parts = {
        name: [Part(1, Box(x, 0, 9, 9), "12.00", 0, (0, 5), block)]
        for name, x in (("as read", 5.0), ("other", 6.0))
    }
    views = third_reading._views(parts, b"")
    assert asked == [2, 1]
    assert {place: shown for place, ((_, shown),) in views.items()} == {"as read": "12.00", "other": "13.00"}


LINE = "收入总计1,234.56万元，占38.3%"
PART = Part(1, Box(0, 0, 1, 1), LINE, 0, (4, 14), Paragraph(LINE, 1, 0))


@pytest.mark.parametrize(
    ("seen", "sure", "expected"),
    [
        pytest.param(["收入总计1,234.56万元,占38.3%"] * 2, 1.0, LINE, id="the same"),
        pytest.param(["收入总计1234.56万元,占38.3%"] * 2, 0.6, LINE, id="the same without its comma"),
        pytest.param(["收入总计1.234.56万元,占38.3%"] * 2, 0.6, LINE, id="a comma that looks like a point"),
        pytest.param(
            ["收入总计1,284.56万元,占38.3%"] * 2, 1.0, "收入总计1,284.56万元，占38.3%", id="another digit"
        ),
        pytest.param(["收入总计1,284.56万元,占38.3%"] * 2, 0.9, None, id="a digit that is not sure"),
        pytest.param(
            ["收入总计1,284.56万元,占38.3%", "收入总计1,234.56万元,占38.3%"], 1.0, None, id="not twice"
        ),
        pytest.param(["收入总计1,2345.6万元,占38.3%"] * 2, 1.0, None, id="a point elsewhere"),
        pytest.param(["收入总计1,234.56万元"] * 2, 1.0, None, id="a number lost"),
        pytest.param(["收入总计1,284.56万元,占88.3%"] * 2, 1.0, None, id="other numbers of the line differ"),
        pytest.param([], 1.0, None, id="nothing seen"),
    ],
)
def test_only_a_plain_picture_says_another_number(seen: list[str], sure: float, expected: str | None) -> None:
    assert compared(PART, [(text, (sure,) * len(text)) for text in seen]) == expected


def test_blanks_and_commas_are_no_part_of_a_number() -> None:
    text = "，1 234，567.8 9元。"
    ((start, end, number),) = numbers_in(text)
    assert (text[start:end], number) == ("1 234，567.8 9", "1234567.89")


def test_what_two_readings_agreed_on_is_unsaid_with_the_blame() -> None:
    finding = Finding(kind="identity", party="disclosure", severity="error", message="甲 ≠ 乙 | a is b")
    say(finding, *AGREED)
    assert finding.message == "甲 ≠ 乙；两种读法一致 | a is b; two readings agree"
    excuse_one(finding)
    assert (finding.message, finding.party, finding.severity) == ("甲 ≠ 乙 | a is b", "unknown", "warning")
