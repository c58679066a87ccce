"""Wordings that finance offices use seldom: every line and amount of them, with invented departments and numbers."""

from __future__ import annotations

import pytest

from extractors import narrative
from pipeline.core.records import Amount, FunctionLine
from tests.extractors.grids import context, document

GENERAL = "五、一般公共预算财政拨款支出决算情况说明"


def facts(*paragraphs: str, kind: str = "final", year: int = 2023) -> list[str]:
    """Each record as one string: its code or concept, phase, printed amount, and what is said of it."""
    return [
        " ".join([_what(r), r.phase, r.amount_text or "", *_said(r)])
        for r in narrative.extract(document(list(paragraphs)), context(kind, year))
    ]


def _what(record: FunctionLine | Amount) -> str:
    if isinstance(record, FunctionLine):
        return record.function_code or f"?{record.function_name}"
    return record.concept


def _said(record: FunctionLine | Amount) -> list[str]:
    said = {"done": record.completion_pct, "share": record.share_pct, "change%": record.change_pct}
    return [f"{name} {value.normalize():f}" for name, value in said.items() if value is not None]


FINAL = [
    (
        "an outturn as a share of a budget of thousands",
        [GENERAL, "教育支出（类）支出1,850万元，完成年初预算1,720万元的107.56%。"],
        ["205 final 1,850 done 107.56", "205 budget 1,720"],
    ),
    (
        "the budget that an outturn is compared with",
        [GENERAL, "2023年一般公共预算财政拨款支出1.26亿元，较年初预算1.10亿元增加0.16亿元。"],
        ["general_budget.expenditure final 1.26", "general_budget.expenditure budget 1.10"],
    ),
    (
        "codes of every level with the budget right behind the name",
        [
            GENERAL,
            "212城乡社区支出年初预算数450万元，决算数480万元，完成106.67%。",
            "21205城乡社区环境卫生年初预算数450万元，决算数480万元。",
            "2120501城乡社区环境卫生年初预算数450万元，决算数480万元。",
        ],
        [
            "212 budget 450",
            "212 final 480 done 106.67",
            "21205 budget 450",
            "21205 final 480",
            "2120501 budget 450",
            "2120501 final 480",
        ],
    ),
    (
        "the phase is no part of a name that no list has",
        [GENERAL, "2139977乡村书屋补助支出年初预算数5万元，决算数4万元。"],
        ["2139977 budget 5", "2139977 final 4"],
    ),
    (
        "a section and its item joined by a dash below the class",
        [GENERAL, "公共安全支出：350万元。其中：", "法院-案件审判200万元；", "法院-“两庭”建设150万元。"],
        ["204 final 350", "2040504 final 200", "2040506 final 150"],
    ),
    (
        "a name that opens with a word in quotes",
        [GENERAL, "公共安全（类）检察（款）“两房”建设（项）：决算数80.00万元。"],
        ["2040409 final 80.00"],
    ),
    (
        "items by name alone under the heading on what was spent",
        [
            GENERAL,
            "（三）一般公共预算财政拨款支出决算具体情况",
            "（1）一般行政管理事务，2023年支出决算为100.00万元，完成年初预算的83.33%；",
            "（2）行政单位医疗，2023年支出决算为150.00万元，完成年初预算的100.00%。",
        ],
        ["?一般行政管理事务 final 100.00 done 83.33", "2101101 final 150.00 done 100"],
    ),
    (
        "by function, items behind 其中 and 为",
        [
            "二、部门决算支出情况",
            "（二）按支出功能分",
            "1.住房保障支出18.00万元，占4.16%，为住房公积金18.00万元；",
            "2.一般公共服务支出100.00万元，占23.10%。其中专项统计业务40.00万元，专项普查活动60.00万元；",
        ],
        [
            "221 final 18.00 share 4.16",
            "2210201 final 18.00",
            "201 final 100.00 share 23.1",
            "2010505 final 40.00",
            "2010507 final 60.00",
        ],
    ),
    (
        "what stands behind a bracket that divides an amount",
        ["二、收入决算情况", "事业收入350.34万元（其中医疗收入320.00万元），占40.91%。"],
        ["revenue.institutional final 350.34 share 40.91"],
    ),
    (
        "operation of vehicles behind a list mark",
        ["六、“三公”经费支出情况", "2、公务用车运行费3.25万元，比上年增长5%。"],
        ["three_public.vehicle_operation final 3.25 change% 5"],
    ),
    (
        "公车, and its parts without the word",
        [
            "十、“三公”经费",
            "公车购置预算0万元、决算0万元；公车运行预算34万元、决算30万元，完成88.24%。",
            "公务用车购置及运行费4.00万元（其中：购置费0万元，运行维护费4.00万元）。",
        ],
        [
            "three_public.vehicle_purchase budget 0",
            "three_public.vehicle_purchase final 0",
            "three_public.vehicle_operation budget 34",
            "three_public.vehicle_operation final 30 done 88.24",
            "three_public.vehicle final 4.00",
            "three_public.vehicle_purchase final 0",
            "three_public.vehicle_operation final 4.00",
        ],
    ),
    (
        "procurement without the word 政府",
        ["九、政府采购", "2023年采购总额25.60万元（货物类5.60万元、工程类20.00万元、服务类0万元）。"],
        [
            "procurement.total final 25.60",
            "procurement.goods final 5.60",
            "procurement.works final 20.00",
            "procurement.services final 0",
        ],
    ),
    (
        "an outturn of the year before behind a semicolon is still that of the line",
        [GENERAL, "1.2130104事业运行：2023年支出决算329.12万元；2022年支出决算300.00万元；增长9.71%。"],
        ["2130104 final 329.12 change% 9.71", "2130104 prior_final 300.00"],
    ),
    (
        "the outturn of a line whose names were not told is not the total",
        [GENERAL, "类科目一般公共服务支出、款科目财政事务、项科目行政运行，支出决算329.12万元。"],
        [],
    ),
    (
        "services that a government buys are not its procurement of services",
        ["十、政府采购", "2023年度政府采购支出80.00万元，其中服务20.00万元。政府购买服务支出50.00万元。"],
        ["procurement.total final 80.00", "procurement.services final 20.00"],
    ),
    (
        "what an evaluation covers is no expenditure of the year",
        [
            "十二、其他",
            "组织对2个项目开展了部门评价，涉及一般公共预算支出470.00万元，政府性基金预算支出0万元。",
        ],
        [],
    ),
    (
        "two phases of one name that share two amounts",
        [
            GENERAL,
            "2023年一般公共预算财政拨款支出预算数、决算数分别为1,000.00万元、950.00万元，完成预算的95.00%。",
            "教育支出（类）决算数和年初预算数分别为95和100万元。",
            "六、“三公”经费",
            "1、公务接待费预算、决算分别为10.00万元、8.00万元。2022年预算数、决算数分别为7.00万元、6.00万元。",
        ],
        [
            "general_budget.expenditure budget 1,000.00",
            "general_budget.expenditure final 950.00 done 95",
            "205 final 95",
            "205 budget 100",
            "three_public.reception budget 10.00",
            "three_public.reception final 8.00",
            "three_public.reception prior_budget 7.00",
            "three_public.reception prior_final 6.00",
        ],
    ),
    (
        "several names, or more phases than two, that share a list of amounts are left out",
        [
            "六、“三公”经费",
            "公务接待费、公务用车购置及运行维护费预算数、决算数分别为10.00万元、8.00万元。",
            "公务接待费预算数、决算数分别为10.00万元、8.00万元、7.00万元。",
            "公务接待费年初预算数、全年预算数、决算数分别为10.00万元、9.00万元、8.00万元。",
            "公务接待费预算数、全年预算数、决算数分别为10.00万元、8.00万元。",
            "2023年收入预算、支出决算分别为10.00万元、8.00万元。",
        ],
        [],
    ),
    (
        "the parts of a basic expenditure in sentences of their own",
        [
            "五、基本支出",
            "一般公共预算基本支出1,000.00万元。（一）人员经费900.00万元。主要包括：基本工资300.00万元。"
            "（二）公用经费100.00万元。主要包括：办公费20.00万元、公务接待费2.00万元。",
            "公务用车运行维护费18.00万元。",
        ],
        [
            "general_budget.basic final 1,000.00",
            "general_budget.personnel final 900.00",
            "general_budget.operating_cost final 100.00",
        ],
    ),
    (
        "last year's amount in a clause of its own, and then the change",
        [GENERAL, "2023年一般公共预算财政拨款支出560万元，2022年决算500万元，增加60万元，增长12.00%。"],
        ["general_budget.expenditure final 560 change% 12", "general_budget.expenditure prior_final 500"],
    ),
    (
        "同比 with the amount of the year before",
        ["七、机关运行经费：2023年度机关运行经费120.50万元，同比2022年度的130.50万元减少10万元，减幅7.66%。"],
        ["agency_operation final 120.50 change% -7.66", "agency_operation prior_final 130.50"],
    ),
    (
        "circled numbers, and parts that a sentence of their own lists",
        [
            "四、财政拨款支出决算",
            "1.公共安全支出42.00万元。其中：基层司法业务12.00万元、普法宣传30.00万元。",
            "2.一般公共服务支出60.00万元，具体为：①其他政府办公厅（室）及相关机构事务支出50.00万元；②信访业务10.00万元。",
        ],
        [
            "204 final 42.00",
            "2040604 final 12.00",
            "2040605 final 30.00",
            "201 final 60.00",
            "2010399 final 50.00",
            "2014004 final 10.00",
        ],
    ),
    (
        "parts in the bracket behind a sum that is itself a part",
        [
            "十、“三公”经费",
            "其中：公务接待费3万元；公务用车购置及运行维护费10万元（购置费0万元，运行费10万元），占76.92%。",
        ],
        [
            "three_public.reception final 3",
            "three_public.vehicle final 10 share 76.92",
            "three_public.vehicle_purchase final 0",
            "three_public.vehicle_operation final 10",
        ],
    ),
    (
        "changes of both totals, and 与 for 和 in a name",
        [
            "二、部门决算情况说明",
            "2023年度收入总计1,860万元，支出总计1,860万元。收支较上年决算数增加160万元，增长9.4%。",
            "（1）社会保障与就业支出200.00万元，占11.5%，较年初预算数增加40.00万元。",
        ],
        [
            "revenue.total final 1,860 change% 9.4",
            "expenditure.total final 1,860 change% 9.4",
            "208 final 200.00 share 11.5",
        ],
    ),
    (
        "revenue and expenditure of the year under a heading on grants",
        [
            "（二）财政拨款收支与年初预算数对比情况",
            "本部门2023年度财政拨款本年收入2,400万元，完成年初预算的120%；本年支出2,300万元，完成年初预算的115%。",
        ],
        ["revenue.fiscal_grant final 2,400 done 120", "grant.expenditure_current final 2,300 done 115"],
    ),
    (
        "a base without words of its own behind an outturn, of a name that speaks of a budget",
        [
            "（四）“三公”经费情况",
            "2023年“三公”经费预算3.00万元，实际支出2.40万元，比2022年2.80万元减少0.40万元。",
        ],
        [
            "three_public.total budget 3.00",
            "three_public.total final 2.40",
            "three_public.total prior_final 2.80",
        ],
    ),
    (
        "grants among the parts of a revenue, and small enterprises among those of procurement",
        [
            "三、收支情况",
            "2023年度收入总计90.00万元，其中财政拨款60.00万元、事业收入30.00万元。",
            "四、政府采购情况",
            "政府采购支出20.00万元，其中授予中小企业合同金额15.00万元（其中小微企业6.00万元）。",
        ],
        [
            "revenue.total final 90.00",
            "revenue.fiscal_grant final 60.00",
            "revenue.institutional final 30.00",
            "procurement.total final 20.00",
            "procurement.sme final 15.00",
            "procurement.micro final 6.00",
        ],
    ),
    (
        "what was really bought",
        ["九、政府采购", "政府采购计划采购400.00万元，实际采购386.00万元，其中货物采购386.00万元。"],
        [
            "procurement.total budget 400.00",
            "procurement.total final 386.00",
            "procurement.goods final 386.00",
        ],
    ),
    (
        "a remark on the year before, ended by a semicolon",
        [
            "七、“三公”经费",
            "因公出国（境）费支出3.00万元，增加3.00万元，上年未安排出访；公务接待费支出2.00万元，上年同期偏高，"
            "所以减少；公务用车购置及运行维护费支出12.00万元。",
        ],
        [
            "three_public.abroad final 3.00",
            "three_public.reception final 2.00",
            "three_public.vehicle final 12.00",
        ],
    ),
    (
        "an outturn that opens what stands behind a heading",
        [
            "三、“三公”经费：2023年度支出决算80.00万元，其中：公务用车运行维护费78.00万元，公务接待费2.00万元。",
            "四、机关运行经费支出情况",
            "2023年度支出决算60.00万元，比上年减少12.00万元，下降16.67%。",
            "五、政府采购：2023年度支出总额90.00万元，其中货物30.00万元，服务60.00万元。",
            "六、支出情况：2023年度支出决算50.00万元，其中：基本支出20.00万元，项目支出30.00万元。",
        ],
        [
            "three_public.total final 80.00",
            "three_public.vehicle_operation final 78.00",
            "three_public.reception final 2.00",
            "agency_operation final 60.00 change% -16.67",
            "procurement.total final 90.00",
            "procurement.goods final 30.00",
            "procurement.services final 60.00",
            "expenditure.current final 50.00",
            "expenditure.basic final 20.00",
            "expenditure.project final 30.00",
        ],
    ),
    (
        "marks before the names, and behind digits alone",
        [
            GENERAL,
            "1.（类）教育支出（款）普通教育（项）小学教育：年初预算90.00万元，支出决算99.00万元，完成年初预算的110%。",
            "2.205（类）02（款）03（项）初中教育80.00万元，比上年决算70.00万元增加10.00万元，增长14.29%。",
            "3.205类02款04项高中教育年初预算60.00万元，支出决算60.00万元。",
        ],
        [
            "2050202 budget 90.00",
            "2050202 final 99.00 done 110",
            "2050203 final 80.00 change% 14.29",
            "2050203 prior_final 70.00",
            "2050204 budget 60.00",
            "2050204 final 60.00",
        ],
    ),
    (
        "the year's expenditure on one line",
        [
            GENERAL,
            "教育支出（类）普通教育（款）小学教育（项）本年支出670.00万元，比上年增加20.00万元，增长3.08%。",
        ],
        ["2050202 final 670.00 change% 3.08"],
    ),
    (
        "guests of one kind of reception, and vehicles of the year before",
        [
            "七、“三公”经费",
            "国内公务接待累计52批次，累计600人次。",
            "其中：外事接待支出1.50万元，主要用于考察团，接待8人次，2批次。",
            "公务用车购置费支出0.00万元，2022年购置公务用车1辆；公务用车运行维护费支出2.20万元。",
        ],
        [
            "count.reception_batches final 52",
            "count.reception_persons final 600",
            "three_public.reception_foreign final 1.50",
            "three_public.vehicle_purchase final 0.00",
            "three_public.vehicle_operation final 2.20",
        ],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [c[1:] for c in FINAL], ids=[c[0] for c in FINAL])
def test_final_accounts(paragraphs: list[str], expected: list[str]) -> None:
    assert facts(*paragraphs) == expected


BUDGET = [
    (
        "operating costs as a grant",
        [
            "1、机关运行经费：2024年本单位机关运行经费当年一般公共预算拨款400.00万元，比上年预算增加20.00万元，上升5.26%。"
        ],
        ["agency_operation budget 400.00 change% 5.26"],
    ),
    (
        "full stops of another script",
        [
            "三、部门预算情况",
            "2024年收入总预算1,560万,支出总预算1,560万.其中:基本支出960万,占61.54%.项目支出600万.",
        ],
        [
            "revenue.total budget 1,560",
            "expenditure.total budget 1,560",
            "expenditure.basic budget 960 share 61.54",
            "expenditure.project budget 600",
        ],
    ),
    (
        "a line divided into basic and project",
        [
            "五、一般公共预算支出情况说明",
            "（一）一般公共预算支出按支出功能分类科目划分。",
            "初中教育支出21,000.00元，其中：基本支出19,000.00元，项目支出2,000.00元。",
        ],
        ["2050203 budget 21,000.00"],
    ),
    (
        "last year's outturn in brackets",
        [
            "三、一般公共预算当年拨款情况",
            "1.教育支出（类）普通教育（款）初中教育（项）2024年预算120.00万元，比2023年执行数（118.00万元）增加2.00万元。",
        ],
        ["2050203 budget 120.00", "2050203 prior_final 118.00"],
    ),
    (
        "the year's grants by fund, and what was carried over of them",
        [
            "四、财政拨款收支预算情况",
            "收入按资金性质分为：一般公共预算财政拨款本年收入1,080.20万元，上年结转15.00万元。",
        ],
        ["revenue.general_public_budget budget 1,080.20", "grant.carryover_opening budget 15.00"],
    ),
    (
        "expenditure behind a revenue whose parts stand in a bracket",
        [
            "二、收支预算总体情况",
            "2024年收入预算90.00万元（其中：本年收入80.00万元，上年结转10.00万元），支出预算90.00万元（其中：基本支出70.00万元，项目支出20.00万元）。",
        ],
        [
            "revenue.total budget 90.00",
            "revenue.current budget 80.00",
            "carryover.opening budget 10.00",
            "expenditure.total budget 90.00",
            "expenditure.basic budget 70.00",
            "expenditure.project budget 20.00",
        ],
    ),
    (
        "the sides of a sum of grants",
        [
            "二、财政拨款收支预算情况",
            "2024年财政拨款收支总预算90.00万元。收入包括：一般公共预算拨款80.00万元、政府性基金预算拨款10.00万元；"
            "支出包括：教育支出80.00万元、城乡社区支出10.00万元。",
        ],
        [
            "grant.revenue_total budget 90.00",
            "grant.expenditure_total budget 90.00",
            "revenue.general_public_budget budget 80.00",
            "revenue.government_fund budget 10.00",
            "205 budget 80.00",
            "212 budget 10.00",
        ],
    ),
    (
        "the year's totals in one, and the kinds of expenditure by their costs",
        [
            "二、收支预算总体情况",
            "2024年收入总计、支出总计均为90.00万元。",
            "部门预算总支出90.00万元，其中：人员经费70.00万元；项目经费20.00万元。",
        ],
        [
            "revenue.total budget 90.00",
            "expenditure.total budget 90.00",
            "expenditure.total budget 90.00",
            "expenditure.personnel budget 70.00",
            "expenditure.project budget 20.00",
        ],
    ),
]


@pytest.mark.parametrize(("paragraphs", "expected"), [c[1:] for c in BUDGET], ids=[c[0] for c in BUDGET])
def test_budgets(paragraphs: list[str], expected: list[str]) -> None:
    assert facts(*paragraphs, kind="budget", year=2024) == expected
