import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core import reference as module
from pipeline.core.codes import LEVELS, function_code, is_economic
from pipeline.core.reference import AND, Reference, loose_key, name_key
from pipeline.core.resources import REFERENCE

LISTS = Reference()


@pytest.mark.parametrize(
    ("code", "year", "name"),
    [
        ("201", None, "一般公共服务支出"),
        ("202", None, "外交支出"),
        ("227", None, "预备费"),
        ("230", None, "转移性支出"),
        ("231", None, "债务还本支出"),
        ("232", None, "债务付息支出"),
        ("233", None, "债务发行费用支出"),
        ("234", None, "抗疫特别国债安排的支出"),
        ("207", 2018, "文化体育与传媒支出"),
        ("207", 2019, "文化旅游体育与传媒支出"),
        ("210", 2018, "医疗卫生与计划生育支出"),
        ("210", 2019, "卫生健康支出"),
        ("210", None, "卫生健康支出"),
        ("215", 2018, "资源勘探信息等支出"),
        ("215", 2022, "资源勘探工业信息等支出"),
        ("220", 2017, "国土海洋气象等支出"),
        ("220", 2024, "自然资源海洋气象等支出"),
        ("20805", 2019, "行政事业单位离退休"),
        ("20805", 2020, "行政事业单位养老支出"),
        ("21305", 2022, "巩固脱贫衔接乡村振兴"),
        ("2080505", 2024, "机关事业单位基本养老保险缴费支出"),
        ("2999999", None, None),
    ],
)
def test_function_name(code: str, year: int | None, name: str | None) -> None:
    assert LISTS.function_name(code, year) == name


@pytest.mark.parametrize(
    ("name", "where", "codes"),
    [
        # ordinary
        ("一般公共服务支出", {}, ["201"]),
        ("人大事务", {}, ["20101"]),
        ("行政运行", {"under": "20106"}, ["2010601"]),
        ("机关事业单位基本养老保险缴费支出", {}, ["2080505"]),
        # seen in the wild
        ("八、社会保障和就业支出", {}, ["208"]),
        ("社会保障和就业（类）", {}, ["208"]),
        ("住房公积金（项）", {}, ["2210201"]),
        ("政府办公厅(室)及相关机构事务", {}, ["20103"]),
        ("一般公共服务\n支 出", {}, ["201"]),
        ("教育", {"level": "class"}, ["205"]),
        ("其中：培训支出", {}, ["2050803"]),
        ("环境保护法规、规划及标准", {}, ["2110105"]),
        ("“三西”农业建设专项补助", {}, ["2130508"]),
        ("行政运行（公安）", {}, ["2040201"]),
        # names over the years
        ("医疗卫生与计划生育支出", {}, ["210"]),
        ("国土海洋气象等支出", {}, ["220"]),
        ("行政事业单位离退休", {"year": 2023}, ["20805"]),
        ("其他社会保障和就业支出", {"level": "item", "year": 2019}, ["2089901"]),
        ("其他社会保障和就业支出", {"level": "item", "year": 2024}, ["2089999"]),
        # a choice is left to the caller, one code a level at least
        ("住房保障支出", {}, ["221"]),
        ("住房保障", {}, ["21908", "221"]),
        ("一般公共服务支出", {"under": "219"}, ["21901"]),
        ("其他支出", {"level": "section"}, ["21999", "22999"]),
        # must refuse
        ("行政运行", {"under": "229"}, []),
        ("统计信息事物", {}, []),
        ("支出", {}, []),
        ("", {}, []),
        ("统计管理系统升级", {}, []),
        ("行政运行（水利）", {"under": "201"}, []),
    ],
)
def test_function_codes(name: str, where: dict[str, str], codes: list[str]) -> None:
    assert LISTS.function_codes(name, **where) == codes  # type: ignore[arg-type]


def test_a_name_of_many_codes_gives_them_all() -> None:
    codes = LISTS.function_codes("行政运行")
    assert len(codes) > 80
    assert all(code.endswith("01") and len(code) == 7 for code in codes)


@pytest.mark.parametrize(
    ("name", "under", "codes"),
    [
        ("工资福利支出", None, ["301"]),
        ("公务接待费", None, ["30217"]),
        ("办公费", "302", ["30201"]),
        ("因公出国(境)费用", None, ["30212"]),
        ("住房公积金", "301", ["30113"]),
        ("对个人和家庭的补助", None, ["303"]),
        ("会议费", "502", ["50202"]),
        ("会议费", "301", []),
        ("行政运行", None, []),
    ],
)
def test_economic_codes(name: str, under: str | None, codes: list[str]) -> None:
    assert LISTS.economic_codes(name, under=under) == codes


def test_economic_name() -> None:
    assert LISTS.economic_name("30307", 2017) == "医疗费"
    assert LISTS.economic_name("30307", 2024) == "医疗费补助"
    assert LISTS.economic_name("50199") == "其他工资福利支出"
    assert LISTS.economic_name("39955") is None


def test_lists_are_whole() -> None:
    for file_name, parents in (("function_codes.csv", (3, 5)), ("economic_codes.csv", (3,))):
        with (REFERENCE / file_name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        codes = {row["code"] for row in rows}
        assert len({(row["code"], row["name"]) for row in rows}) == len(rows)
        for row in rows:
            assert row["level"] == LEVELS[len(row["code"])]
            assert row["source"] in ("seen", "official text", "knowledge")
            assert bool(row["n_docs"] and int(row["n_docs"])) == (row["source"] == "seen")
            assert row["name"] == row["name"].strip() and row["name"]
            assert len(row["code"]) == 3 or row["code"][:-2] in codes or len(row["code"]) - 2 not in parents
            assert function_code(row["code"]) or is_economic(row["code"])


def test_every_listed_name_leads_back_to_its_code() -> None:
    for entry in LISTS.names():
        assert entry.code in LISTS.function_codes(
            entry.name, level=entry.level, year=entry.first_year or entry.last_year
        )
        assert name_key(entry.name) in LISTS.function_names()


def test_loading_is_fast() -> None:
    module._functions.cache_clear()
    start = time.perf_counter()
    Reference().function_name("201")
    assert time.perf_counter() - start < 0.25  # about 10 ms; a loaded machine gets some grace


@given(st.text(max_size=30))
def test_any_text_is_looked_up(text: str) -> None:
    codes = LISTS.function_codes(text)
    assert len(codes) == len(set(codes))
    whole = name_key(text).replace("的", "").translate(AND)
    assert loose_key(text) in (whole, whole.removesuffix("支出"))
