"""Functional lines out of running text: every wording seen, with invented departments and amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors import narrative
from extractors.narrative_segmenter import parted
from pipeline.core.records import FunctionLine
from pipeline.core.reference import Reference
from tests.extractors.grids import context, document

Line = tuple[str | None, str, str, str]  # code, name, phase, yuan


def lines(*paragraphs: str, kind: str = "final", year: int = 2024) -> list[FunctionLine]:
    records = narrative.extract(document(list(paragraphs)), context(kind, year))
    return [r for r in records if isinstance(r, FunctionLine)]


def brief(found: list[FunctionLine]) -> list[Line]:
    return [(r.function_code, r.function_name, r.phase, str(r.amount_yuan)) for r in found]


FINAL: list[tuple[str, list[str], list[Line]]] = [
    (
        "the name, a stop, then budget and outturn",
        [
            "1.一般公共服务（类）信访事务（款）行政运行（项）。年初预算为510.32万元，"
            "支出决算为520.63万元，"
            "完成年初预算的102.02%。决算数大于预算数的主要原因是年中追加10.31万元。"
        ],
        [("2014001", "行政运行", "budget", "5103200.00"), ("2014001", "行政运行", "final", "5206300.00")],
    ),
    (
        "a class and its change",
        [("4.卫生健康支出（类）支出97.53万元，主要用于公费医疗，比2023年度决算增加10.01万元，增长11.44%。")],
        [("210", "卫生健康支出", "final", "975300.00")],
    ),
    (
        "a budget of nought",
        [
            (
                "3.资源勘探工业信息等支出（类）工业和信息产业监管（款）行政运行（"
                "项）。年初预算0万元，支出决算56万元，决算数大于年初预算数的主要原因是："
                "追加。"
            )
        ],
        [("2150501", "行政运行", "budget", "0.00"), ("2150501", "行政运行", "final", "560000.00")],
    ),
    (
        "the class in front of a numbered list in the same paragraph",
        [
            (
                "其中：（一）科学技术支出（类）1.科学技术管理事务（款）行政运行（"
                "项）支出1,304.01万元，与上年相比减少107.93万元，减少7.64%。"
            )
        ],
        [("2060101", "行政运行", "final", "13040100.00")],
    ),
    (
        "the class in a heading, no 支出",
        [
            "（一）一般公共服务支出（类）",
            "1.政协事务（款）行政运行（项）4,432.78万元，与上年相比增加10万元。",
        ],
        [("2010201", "行政运行", "final", "44327800.00")],
    ),
    (
        "the item alone, class and section in a heading",
        [
            "（一）一般公共服务支出（类）人大事务（款）",
            "1．行政运行（项）支出10,883.36万元，与上年相比增加1万元。",
        ],
        [("2010101", "行政运行", "final", "108833600.00")],
    ),
    (
        "the code behind",
        [
            (
                "1.行政运行（2010601）4,702.02万元，较上年增加121.66万元，增长2.66%，"
                "增长的主要原因是：人员增加。"
            )
        ],
        [("2010601", "行政运行", "final", "47020200.00")],
    ),
    (
        "a numbered code behind",
        ["（1）培训支出（2050803）39万元，较上年增加1.64万元，原因是任务增加"],
        [("2050803", "培训支出", "final", "390000.00")],
    ),
    (
        "code behind, comma, year",
        ["1.小学教育（2050202），2024年度决算数为970.38万元，比2023年度决算数增长0.39%。"],
        [("2050202", "小学教育", "final", "9703800.00")],
    ),
    (
        "the code before",
        ["（一）2011301-行政运行2163.74万元。"],
        [("2011301", "行政运行", "final", "21637400.00")],
    ),
    (
        "a bare item and what it divides into",
        [
            "（二）支出按功能科目分类的明细情况",
            "机构运行1100910.5元，其中：基本支出1100910.5元，项目支出0元。",
        ],
        [(None, "机构运行", "final", "1100910.50")],
    ),
    (
        "a bare class, shares",
        ["一般公共服务支出3.00万元，占0.00%；公共安全支出68629.12万元，占100.00%。"],
        [("201", "一般公共服务支出", "final", "30000.00"), ("204", "公共安全支出", "final", "686291200.00")],
    ),
    (
        "a share without its percent sign",
        [("社会保障和就业支出（类）754.75万元，占7.74；卫生健康支出（210）类8.54万元，占0.95%。")],
        [("208", "社会保障和就业支出", "final", "7547500.00"), ("210", "卫生健康支出", "final", "85400.00")],
    ),
    (
        "a class without 支出",
        ["2．社会保障和就业（类）支出2355.65万元，主要用于离退休。"],
        [("208", "社会保障和就业", "final", "23556500.00")],
    ),
    (
        "no marks for class and section",
        ["一般公共服务1.人大事务行政运行（项）支出1528.33万元"],
        [("2010101", "行政运行", "final", "15283300.00")],
    ),
    (
        "a section called a class, a page number in the name",
        [
            "（一）社会保障和就业支出（类）",
            (
                "1．行政事业单位离退休（类）未归口管理的行政单位离退─12─休支出（"
                "项）271.45万元，与上年相比增加14.69万元。"
            ),
        ],
        [("2080504", "未归口管理的行政单位离退休支出", "final", "2714500.00")],
    ),
    (
        "digits in the names",
        [
            (
                "一般公共服务201（类）群众团体事务29（款）行政运行01（项）: 支出决算为264.76万元，"
                "完成预算100%，决算数等于预算数。"
            )
        ],
        [("2012901", "行政运行", "final", "2647600.00")],
    ),
    (
        "by function, in one sentence",
        ["本年支出按支出功能分类，包括一般公共服务支出59.56万元，教育支出33862.49万元。"],
        [("201", "一般公共服务支出", "final", "595600.00"), ("205", "教育支出", "final", "338624900.00")],
    ),
    (
        "quotes inside the marks",
        [("1.“一般公共服务支出”（类）“财政事务”（款）“行政运行”（项）支出100.50万元，完成年初预算的98%。")],
        [("2010601", "行政运行", "final", "1005000.00")],
    ),
    (
        "marks without brackets",
        [("1.一般公共服务支出类财政事务款行政运行项支出决算100.5万元，较上年减少5.2万元，下降4.9%。")],
        [("2010601", "行政运行", "final", "1005000.00")],
    ),
    (
        "the code glued to the name",
        ["1.行政运行2010601支出100.50万元，占10%。"],
        [("2010601", "行政运行", "final", "1005000.00")],
    ),
    (
        "the amounts in the next paragraph",
        [
            "1.一般公共服务支出（类）财政事务（款）行政运行（项）。",
            "年初预算为100.00万元，支出决算为90.00万元。",
        ],
        [("2010601", "行政运行", "budget", "1000000.00"), ("2010601", "行政运行", "final", "900000.00")],
    ),
    (
        "items listed under their class",
        [
            (
                "其中：教育支出200万元，占66.67%，其中：小学教育150万元，初中教育50万元；"
                "住房保障支出100万元，占33.33%。"
            )
        ],
        [
            ("205", "教育支出", "final", "2000000.00"),
            ("2050202", "小学教育", "final", "1500000.00"),
            ("2050203", "初中教育", "final", "500000.00"),
            ("221", "住房保障支出", "final", "1000000.00"),
        ],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [c[1:] for c in FINAL], ids=[c[0] for c in FINAL])
def test_final_accounts(paragraphs: list[str], expected: list[Line]) -> None:
    assert brief(lines(*paragraphs)) == expected


BUDGET: list[tuple[str, list[str], list[Line]]] = [
    (
        "budget of the year against last year's outturn",
        [
            (
                "2.一般公共服务支出（类）信访事务（款）一般行政管理事务（项）2026年预算数为737.29"
                "万元，比2025年执行数增加670.85万元，增幅1009.71%，主要是新增。"
            )
        ],
        [("2014002", "一般行政管理事务", "budget", "7372900.00")],
    ),
    (
        "the outturn of last year as a number",
        [
            (
                "1、公共安全支出（204类）司法（06款）行政运行（01项）672.67万元。"
                "主要用于：人员。2025年当年预算执行数为690.69万元，2026年预算安排672.67万元，"
                "比2025年预算执行数减少2.61%。"
            )
        ],
        [
            ("2040601", "行政运行", "budget", "6726700.00"),
            ("2040601", "行政运行", "prior_final", "6906900.00"),
        ],
    ),
    (
        "names joined by dashes in quotes",
        [("1.“一般公共服务支出-政府办公厅（室）及相关机构事务-行政运行”科目1,202.95万元，主要用于人员。")],
        [("2010301", "行政运行", "budget", "12029500.00")],
    ),
    (
        "names joined by dashes in yuan",
        ["一般公共服务支出-财政事务-行政运行1,234,567元，主要用于人员。"],
        [("2010601", "行政运行", "budget", "1234567.00")],
    ),
    (
        "quoted marks with 科目",
        [
            (
                "“社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（"
                "项）”科目25.93万元，主要用于离退休。"
            )
        ],
        [("2080501", "行政单位离退休", "budget", "259300.00")],
    ),
    (
        "a quoted class with 科目",
        ["3.“住房保障支出”科目1,051万元，主要用于本单位缴纳的住房公积金支出等。"],
        [("221", "住房保障支出", "budget", "10510000.00")],
    ),
    (
        "类科目",
        ["(一)教育支出类科目5,806,105.16元，占支出总预算82.27%，同比增加100,000.00元。"],
        [("205", "教育支出", "budget", "5806105.16")],
    ),
    (
        "a number, then the purpose, then the change",
        [
            (
                "（9）社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（"
                "项）117.15万元，主要用于离退休。比上年执行数增加52.71万元，增长81.80%，"
                "主要原因是人员增加。"
            )
        ],
        [("2080501", "行政单位离退休", "budget", "1171500.00")],
    ),
    (
        "an item whose name holds 执行",
        ["5.公共安全支出（类）法院（款）案件执行（项）支出950万元，与上年相比减少100万元。"],
        [("2040505", "案件执行", "budget", "9500000.00")],
    ),
    (
        "nought without a unit",
        [
            (
                "支出预算200万元。其中：一般公共服务支出（类）财政事务（款）行政运行（"
                "项）2026年预算数为0，比2025年执行数减少5万元。"
            )
        ],
        [("2010601", "行政运行", "budget", "0.00")],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [c[1:] for c in BUDGET], ids=[c[0] for c in BUDGET])
def test_budgets(paragraphs: list[str], expected: list[Line]) -> None:
    assert brief(lines(*paragraphs, kind="budget", year=2026)) == expected


def test_what_a_sentence_says_goes_on_the_record_of_the_documents_own_phase() -> None:
    budget, final = lines(
        "1.教育支出（类）普通教育（款）小学教育（项）。年初预算为100.00万元，"
        "支出决算为90.50万元，完成年初预算的90.50%，占2.10%，"
        "比上年减少9.50万元，下降9.5%。主要原因是：学生减少。"
    )
    assert (budget.completion_pct, budget.change_yuan, budget.reason) == (None, None, None)
    assert (final.completion_pct, final.share_pct) == (Decimal("90.50"), Decimal("2.10"))
    assert (final.change_yuan, final.change_pct) == (Decimal("-95000.00"), Decimal("-9.5"))
    assert final.reason == "学生减少"
    assert (final.class_name, final.section_name, final.item_name) == ("教育支出", "普通教育", "小学教育")
    assert (final.class_code, final.section_code, final.item_code) == ("205", "20502", "2050202")
    assert (final.amount_text, final.unit, final.form, final.place) == ("90.50", "万元", "narrative", "text")


def test_raw_text_is_printed_text_and_the_place_holds_it() -> None:
    text = "  1. 教育支出 (类)  支出 1,234.50 万元，占 5％。"
    (line,) = lines(text)
    assert line.raw_text == "教育支出 (类)  支出 1,234.50 万元"
    start = text.index("教育")
    assert line.locator == f"p1/para0/{start}-{start + len(line.raw_text)}"


@pytest.mark.parametrize(
    ("heading", "fund", "component"),
    [
        ("五、一般公共预算财政拨款支出决算情况说明", "general_public_budget", "total"),
        ("六、一般公共预算财政拨款基本支出决算情况说明", "general_public_budget", "basic"),
        ("八、政府性基金预算财政拨款支出决算情况说明", "government_fund", "total"),
        ("九、国有资本经营预算财政拨款支出决算情况说明", "state_capital", "total"),
        ("四、财政拨款支出决算情况说明", "fiscal_grant", "total"),
        ("三、支出决算情况说明", "all", "total"),
    ],
)
def test_fund_and_component_are_those_of_the_section(heading: str, fund: str, component: str) -> None:
    (line,) = lines(heading, "1.教育支出（类）支出100万元。")
    assert (line.fund, line.component) == (fund, component)


def test_fund_of_the_sum_that_the_sentence_divides() -> None:
    (line,) = lines("2024年度一般公共预算财政拨款支出901.30万元，主要用于以下方面：教育支出（类）31.72万元。")
    assert line.fund == "general_public_budget"


def test_fund_of_a_paragraph_that_only_leads_in() -> None:
    (line,) = lines(
        "财政拨款支出主要内容如下：", "1.“教育支出-普通教育-小学教育”科目100万元。", kind="budget", year=2026
    )
    assert line.fund == "fiscal_grant"


@pytest.mark.parametrize(
    ("run", "pieces"),
    [
        ("一般公共服务人大事务行政运行", ["一般公共服务", "人大事务", "行政运行"]),
        (
            "一般公共服务支出政府办公厅（室）及相关机构事务行政运行",
            ["一般公共服务支出", "政府办公厅（室）及相关机构事务", "行政运行"],
        ),
        ("人大事务某某项目", ["人大事务", "某", "某", "项", "目"]),
    ],
)
def test_runs_without_marks_are_parted_at_official_names(run: str, pieces: list[str]) -> None:
    assert parted(run, Reference()) == pieces


def test_a_line_keeps_its_share_of_the_whole() -> None:
    (line,) = lines("一、教育支出（类）支出100万元，占一般公共预算财政拨款总支出的5.2%。主要用于学校运转")
    assert line.share_pct == Decimal("5.2")


def test_names_in_quotation_marks_level_by_level() -> None:
    found = lines(
        "1.“一般公共服务支出”年初预算390.00元，支出决算400.00元，完成年初预算的102.56%。",
        "其中：（1）“审计事务”年初预算390.00元，支出决算400.00元。其中：",
        "“审计业务”年初预算90.00元，支出决算95.00元，完成年初预算的105.56%。",
    )
    assert brief([r for r in found if r.phase == "final"]) == [
        ("201", "一般公共服务支出", "final", "400.00"),
        ("20108", "审计事务", "final", "400.00"),
        ("2010804", "审计业务", "final", "95.00"),
    ]


def test_a_list_by_function_divides_the_sum_that_basic_and_project_divide() -> None:
    text = (
        "本年支出合计90.00万元，按支出性质：基本支出60.00万元；项目支出30.00万元。"
        "按支出功能分类：教育支出80.00万元；住房保障支出10.00万元。"
    )
    found = lines("三、支出决算情况说明", text)
    assert [(r.function_code, r.fund, r.component) for r in found] == [
        ("205", "all", "total"),
        ("221", "all", "total"),
    ]


def test_lines_of_the_expenditure_side_are_of_the_sums_fund() -> None:
    text = (
        "2024年财政拨款收支总预算90.00万元。收入包括：一般公共预算拨款80.00万元、政府性基金预算拨款10.00万元；"
        "支出包括：教育支出80.00万元、城乡社区支出10.00万元。"
    )
    found = lines("二、财政拨款收支预算情况", text, kind="budget")
    assert [(r.function_code, r.fund) for r in found] == [("205", "fiscal_grant"), ("212", "fiscal_grant")]


def test_a_clause_that_only_states_a_years_number_governs_no_other() -> None:
    text = "执法办案（2040220）决算20.00万元，上年为0；其他公安支出（2040299）决算10.00万元。"
    found = lines("四、一般公共预算财政拨款支出决算具体情况", text)
    assert [(r.function_code, r.phase) for r in found] == [("2040220", "final"), ("2040299", "final")]
