"""Identity by evidence. Regions are real, for provinces are looked up; the bodies are made up."""

import pytest

from extractors.identity import decide, identify
from extractors.identity_clues import Clue, clean_name, year_of
from pipeline.core.model import Block, Cell, Document, Page, Paragraph, Table
from pipeline.core.records import Identity
from pipeline.core.reference import Reference


def read(cover: list[str], *body: Block, name: str = "附件.pdf") -> Identity:
    lines: list[Block] = [Paragraph(text, 1, i) for i, text in enumerate(cover)]
    pages = [Page(1, blocks=lines), Page(3, blocks=list(body))]
    return identify(Document("0" * 64, name, "application/pdf", 1, pages), Reference())


def line(text: str) -> Paragraph:
    return Paragraph(text, 3, 100)


def form(*rows: list[str]) -> Table:
    cells = [Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return Table(3, 1, len(rows), max(map(len, rows)), cells)


COVERS = [
    # ordinary
    (["遂宁市示例局", "2023年度部门决算", "目录"], ("final", 2023, "51", "遂宁市示例局")),
    (["2026年", "广州市示例局部门预算", "目录"], ("budget", 2026, "44", "广州市示例局")),
    (["2022年度榆林市示例联合会部门决算公开"], ("final", 2022, "61", "榆林市示例联合会")),
    (["上海市2026年市级单位预算", "预算单位：上海市示例院"], ("budget", 2026, "31", "上海市示例院")),
    (["国家示例局", "2024年度部门决算", "二〇二五年七月"], ("final", 2024, "00", "国家示例局")),
    (["财政部2024年度部门决算"], ("final", 2024, "00", "财政部")),
    # titles wrap
    (["2026年深圳市示例局（本级）部门预", "算"], ("budget", 2026, "44", "深圳市示例局（本级）")),
    (
        ["上海市普陀区示例和自然", "资源局", "2024年度部门决算"],
        ("final", 2024, "31", "上海市普陀区示例和自然资源局"),
    ),
    (["岳阳市示例局", "2023 年 单 位 决 算"], ("final", 2023, "43", "岳阳市示例局")),
    # the body in front, behind, below, in a label
    (["附件1", "2023年度", "平昌县示例办公室部门决算"], ("final", 2023, "51", "平昌县示例办公室")),
    (
        ["2022年度", "部门决算公开", "岳阳市君山区示例局", "二〇二三年九月"],
        ("final", 2022, "43", "岳阳市君山区示例局"),
    ),
    (["2023年度宜昌市本级部门决算公开", "宜昌市示例局"], ("final", 2023, "42", "宜昌市示例局")),
    (
        ["部门决算公开", "（2023年度）", "单位名称：合肥市瑶海区示例局"],
        ("final", 2023, "34", "合肥市瑶海区示例局"),
    ),
    (["关于成都市武侯区示例局2023年部门预算编制的说明"], ("budget", 2023, "51", "成都市武侯区示例局")),
    (
        ["首页 > 财政信息", "岳阳市示例局2023年度部门决算", "发布时间：2024-09-10"],
        ("final", 2023, "43", "岳阳市示例局"),
    ),
    (
        ["成都市示例局2021年度决算公开报告", "（五）关于2021年度一般公共预算财政拨款支出决算情况说明"],
        ("final", 2021, "51", "成都市示例局"),
    ),
    # wordings
    (["凉山州示例局二○二三年度部门决算"], ("final", 2023, "51", "凉山州示例局")),
    (["西安市示例局", "2022年部门综合预算"], ("budget", 2022, "61", "西安市示例局")),
    (["洛阳市预算评审中心2024年度单位预算"], ("budget", 2024, "41", "洛阳市预算评审中心")),
    (["中国共产党昆明市委员会示例室2023年度决算"], ("final", 2023, "53", "中国共产党昆明市委员会示例室")),
    (["政协榆林市委员会办公室2022年部门预算"], ("budget", 2022, "61", "政协榆林市委员会办公室")),
    (["西安市示例局（汇总）", "2026年部门预算公开说明"], ("budget", 2026, "61", "西安市示例局（汇总）")),
    # performance only
    (
        ["赣州市章贡区示例局2023年度部门整体支出绩效自评报告"],
        ("performance", 2023, "36", "赣州市章贡区示例局"),
    ),
    (["2023年度部门决算公开（含绩效自评）", "岳阳市示例局"], ("final", 2023, "43", "岳阳市示例局")),
    # several years: the accounts' own wins
    (
        ["泰州市示例局", "2023年度部门预算执行情况和2024年度部门预算公开"],
        ("budget", 2024, "32", "泰州市示例局"),
    ),
    # no region anywhere: the province stays open
    (["市示例局2023年度部门决算"], ("final", 2023, None, "市示例局")),
]


@pytest.mark.parametrize(("cover", "expected"), COVERS, ids=["/".join(c[0])[:30] for c in COVERS])
def test_cover(cover: list[str], expected: tuple[str, int, str, str]) -> None:
    found = read(cover)
    assert (found.report_kind, found.fiscal_year, found.province_code, found.department) == expected


@pytest.mark.parametrize(
    ("cover", "region"),
    [
        (["上海市普陀区示例局2024年度部门决算"], "上海市普陀区"),
        (["长沙示例基地办公室", "2026年部门预算公开"], "长沙市"),
        (["国家示例局2024年度部门决算"], "中央"),
    ],
)
def test_region(cover: list[str], region: str) -> None:
    assert read(cover).region == region


@pytest.mark.parametrize(
    ("cover", "scope"),
    [
        (["遂宁市示例局2023年度部门决算"], "department"),
        (["遂宁市示例院2023年度单位决算"], "unit"),
        (["2026年遂宁市示例局（本级）部门预算"], "unit"),
        (["遂宁市示例局2023年预算"], "unknown"),
    ],
)
def test_scope(cover: list[str], scope: str) -> None:
    assert read(cover).scope == scope


def test_the_file_name_does_not_outweigh_the_document() -> None:
    found = read(["西安市示例局2022年部门综合预算"], name="示例局_2026年部门预算.pdf")
    assert (found.fiscal_year, found.department) == (2022, "西安市示例局")


def test_the_file_name_alone_settles_nothing() -> None:
    found = read([], name="示例局_2026年部门预算.pdf")
    assert (found.report_kind, found.fiscal_year, found.department) == (None, None, None)


def test_the_file_name_counts_when_the_document_bears_it_out() -> None:
    head = form(["收支预算总表部门：江苏省示例厅单位：万元", ""])
    named = read(["公开01表"], head, name="江苏省示例厅2018度部门预算公开表.pdf")
    assert (named.fiscal_year, named.department, named.report_kind) == (2018, "江苏省示例厅", "budget")
    other = read(["公开01表"], head, name="示例_2026年部门预算.pdf")
    assert other.fiscal_year is None


def test_labels_above_forms_name_the_body() -> None:
    found = read(
        ["公开01表"],
        line("部门：遂宁市示例局 金额单位：万元"),
        line("收入支出决算总表"),
        line("（2023年度）"),
    )
    assert (found.department, found.fiscal_year, found.report_kind) == ("遂宁市示例局", 2023, "final")


def test_a_label_cell_names_the_body_beside_it() -> None:
    sheet = form(["部门（单位）名称", "127宁德市示例室", "部门预算编码", "127"])
    found = read(["部门整体绩效自评表", "（2024年度）"], sheet)
    assert (found.report_kind, found.department, found.scope) == ("performance", "宁德市示例室", "department")
    assert (found.fiscal_year, found.province_code) == (2024, "35")


def test_accounts_with_performance_sheets_are_accounts() -> None:
    sheets = [line("项目支出绩效自评表") for _ in range(20)]
    assert read([], line("收入支出决算总表"), line("支出决算表"), *sheets).report_kind == "final"
    assert read([], *sheets).report_kind == "performance"


def test_the_prior_year_in_comparisons_does_not_count() -> None:
    body = [line(f"2024年度支出决算{n}万元,比2023年度决算增加1万元") for n in range(9)]
    assert read(["遂宁市示例局部门决算"], *body).fiscal_year == 2024


def test_a_web_page_says_what_it_is_where_its_title_is_repeated() -> None:
    blocks: list[Block] = [
        *map(line, ("2023年预算公开", "2021年部门决算", "2019年部门决算")),
        form(["索引号", "0025"], ["发文日期", "2021-09-08"]),
        *map(line, ("遂宁市示例局2020年度部门决算", "发布时间：2021-09-24", "2022年部门预算")),
    ]
    title = "遂宁市示例局2020年度部门决算-遂宁市人民政府"
    page = Document("0" * 64, "1.html", "text/html", 1, [Page(0, blocks=blocks)], title=title)
    found = identify(page, Reference())
    assert (found.fiscal_year, found.report_kind, found.department) == (2020, "final", "遂宁市示例局")


def test_of_the_years_over_the_columns_the_newest_is_the_year() -> None:
    head = ["科目名称", "2023年预算数", "2024年预算数"]
    assert read([], *[form(head, ["行政运行", "1.00", "2.00"]) for _ in range(4)]).fiscal_year == 2024


def test_the_region_of_a_body_without_one_comes_from_the_text() -> None:
    body = [line("遂宁市委、遂宁市政府所属部门,驻遂宁市"), line("成都市")]
    found = read(["市示例局2023年度部门决算"], *body)
    assert (found.province_code, found.region, found.department) == ("51", "遂宁市", "市示例局")


def test_namesakes_are_settled_by_the_text() -> None:
    found = read(["鼓楼区示例局2023年度部门决算"], *[line("南京市鼓楼区示例路")] * 3)
    assert (found.province_code, found.region) == ("32", "鼓楼区")
    assert read(["鼓楼区示例局2023年度部门决算"]).province_code is None


def test_a_body_under_a_ministry_is_central_wherever_it_sits() -> None:
    found = read(
        ["西南示例大学2023年度部门决算"], line("西南示例大学是教育部直属的重点综合大学,位于重庆市北碚区")
    )
    assert found.province_code == "00"


def test_evidence_says_where_each_field_was_read() -> None:
    found = read(["遂宁市示例局2023年度部门决算"])
    assert set(found.evidence) == {"report_kind", "fiscal_year", "department", "scope", "province_code"}
    assert "p1/para0" in found.evidence["fiscal_year"]
    assert found.title == "遂宁市示例局2023年度部门决算"


def test_an_even_split_decides_nothing() -> None:
    clues = [Clue("fiscal_year", year, 3, "line", "here") for year in (2023, 2024)]
    assert decide(clues) is None
    assert decide(clues[:1]) == clues[0]
    assert decide([]) is None


@pytest.mark.parametrize(
    ("captured", "name"),
    [
        ("关于遂宁市示例局", "遂宁市示例局"),
        ("遂宁市示例局部门", "遂宁市示例局"),
        ("遂宁市示例局（本级）", "遂宁市示例局（本级）"),
        ("遂宁市示例局（", "遂宁市示例局"),
        ("本部门", ""),
        ("遂宁市", ""),
        ("遂宁市本级", ""),
        ("局", ""),
    ],
)
def test_clean_name(captured: str, name: str) -> None:
    assert clean_name(captured) == name


@pytest.mark.parametrize(
    ("text", "year"),
    [("2024", 2024), ("二〇二四", 2024), ("二○二四", 2024), ("二零一九", 2019), ("1924", None), ("", None)],
)
def test_year_of(text: str, year: int | None) -> None:
    assert year_of(text) == year
