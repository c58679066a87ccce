"""Which printed names are one institution."""

from __future__ import annotations

import pytest

from pipeline.core.departments import department_id


@pytest.mark.parametrize(
    ("province", "region", "department", "found"),
    [
        ("51", "遂宁市安居区", "遂宁市安居区示例会", "510904-示例会"),
        ("51", "遂宁市安居区", "安居区示例会（本级）", "510904-示例会"),
        ("51", "遂宁市安居区", "四川省遂宁市安居区示例会（汇总）", "510904-示例会"),
        ("51", "遂宁市安居区", "示例会", "510904-示例会"),
        ("31", "上海市普陀区", "上海市普陀区人力资源社会保障局", "310107-人力资源和社会保障局"),
        ("31", "上海市", "上海市普陀区示例局", "310107-示例局"),
        ("43", "长沙市", "长沙市示例局", "430100-示例局"),
        ("43", "长沙市", "长沙市环境保护局", "430100-生态环境局"),
        ("43", "长沙市", "长沙市示例局部门", "430100-示例局"),
        ("44", "广州市", "中国共产党广州市委员会示例部", "440100-委示例部"),
        ("44", "广州市", "中共广州市委示例部", "440100-委示例部"),
        ("00", "中央", "国家示例局（部门汇总）", "000000-国家示例局"),
    ],
)
def test_names_of_one_institution_have_one_id(
    province: str, region: str, department: str, found: str
) -> None:
    assert department_id(province, region, department) == found


@pytest.mark.parametrize(
    ("province", "region", "department"),
    [
        ("51", None, "示例会"),
        (None, None, "遂宁市安居区示例会"),
        ("51", "遂宁市安居区", None),
        ("51", "遂宁市安居区", "安居区"),
    ],
)
def test_what_is_not_known_has_no_id(
    province: str | None, region: str | None, department: str | None
) -> None:
    assert department_id(province, region, department) is None


def test_places_with_one_name_are_kept_apart() -> None:
    ids = {department_id("31", "上海市普陀区", "示例局"), department_id("33", "舟山市普陀区", "示例局")}
    assert ids == {"310107-示例局", "330903-示例局"}
