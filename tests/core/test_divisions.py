import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.divisions import region_at, regions


@pytest.mark.parametrize(
    ("text", "printed", "province", "code"),
    [
        ("四川省遂宁市安居区示例局", "四川省遂宁市安居区", "51", "510904"),
        ("遂宁市安居区", "遂宁市安居区", "51", "510904"),
        ("上海市普陀区", "上海市普陀区", "31", "310107"),
        ("舟山市普陀区", "舟山市普陀区", "33", "330903"),
        ("内蒙古自治区呼和浩特市", "内蒙古自治区呼和浩特市", "15", "150100"),
        ("海南省", "海南省", "46", "460000"),
        ("重庆市渝北区", "重庆市渝北区", "50", "500112"),
        ("蔚县示例局", "蔚县", "13", "130726"),
    ],
)
def test_region(text: str, printed: str, province: str, code: str) -> None:
    region = region_at(text)
    assert region is not None and region.division is not None
    assert (region.text, region.province_code, region.division.code) == (printed, province, code)


@pytest.mark.parametrize(
    ("text", "name", "province"),
    [
        ("长沙示例基地", "长沙市", "43"),
        ("内蒙古示例局", "内蒙古自治区", "15"),
        ("湖北恩施州示例局", "恩施土家族苗族自治州", "42"),
        ("海南州示例局", "海南藏族自治州", "63"),
        ("峨边县示例局", "峨边彝族自治县", "51"),
        ("吉林市示例局", "吉林市", "22"),
    ],
)
def test_short_names(text: str, name: str, province: str) -> None:
    region = region_at(text, short=True)
    assert region is not None
    assert (region.name, region.province_code) == (name, province)


def test_namesakes_stay_open_until_a_parent_settles_them() -> None:
    alone, settled = region_at("鼓楼区示例局"), region_at("福州市鼓楼区示例局")
    assert alone is not None and settled is not None
    assert alone.division is None and alone.province_code is None
    assert settled.province_code == "35"


def test_a_district_is_not_taken_for_one_of_another_city() -> None:
    region = region_at("郑州市鼓楼区")
    assert region is not None and region.text == "郑州市"


@pytest.mark.parametrize("text", ["", "示例局", "国家示例局", "长沙", "市财政局"])
def test_no_region(text: str) -> None:
    assert region_at(text) is None


def test_regions_of_a_sentence() -> None:
    found = [r.text for r in regions("位于四川省遂宁市安居区,与上海市结对;郊区和城区除外")]
    assert found == ["四川省遂宁市安居区", "上海市"]


@given(st.text(alphabet="四川省遂宁市安居区上海普陀县州鼓楼", max_size=30))
def test_regions_never_overlap(text: str) -> None:
    end = 0
    for region in regions(text):
        assert region.start >= end and text[region.start : region.end] == region.text
        end = region.end
