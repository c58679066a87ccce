"""What several documents say together, one class a table: contradictions, proofs, and files of one disclosure.

These rows are of a dataset, not of a document: they are made when a dataset is published. Their document columns
are those of the document on the left side.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.core.records import NUMBER, column


@dataclass(kw_only=True, slots=True)
class CrossFinding:
    """Two documents that state one thing with two numbers."""

    other_doc_id: str = column(
        "string", "另一文件", "doc_id of the document on the right side", required=True
    )
    kind: str = column("string", "类别", "cross_document", default="cross_document")
    identity_id: str = column("string", "勾稽关系", "id in patterns/across/identities.toml", required=True)
    severity: str = column("string", "程度", "info | warning | error", default="info")
    party: str = column(
        "string", "责任方", "disclosure: a page contradicts another | extraction | unknown", default="unknown"
    )
    message: str = column("string", "说明", "in words", default="")
    left_value: Decimal | None = column(NUMBER, "左值", "what this document gives")
    right_value: Decimal | None = column(NUMBER, "右值", "what the other document gives")
    difference: Decimal | None = column(NUMBER, "差额", "left minus right")
    left_locator: str | None = column("string", "左位置", "where the left side stands in this document")
    right_locator: str | None = column(
        "string", "右位置", "where the right side stands in the other document"
    )
    page: int = column("int32", "页码", "1-based, in this document", default=0)
    other_page: int = column("int32", "另一页码", "1-based, in the other document", default=0)
    n_compared: int = column(
        "int32", "可比数", "numbers of both documents that the identity compares", default=0
    )
    n_agree: int = column("int32", "一致数", "those that agree", default=0)


@dataclass(kw_only=True, slots=True)
class CrossProof:
    """A number that another document repeats: read, and printed, at an independent place."""

    table_name: str = column("string", "表", "function_lines | economic_lines | amounts", required=True)
    row_seq: int = column("int32", "行", "seq of the row in that table and document", required=True)
    locator: str = column("string", "位置", "where it stands in this document", default="")
    page: int = column("int32", "页码", "1-based, in this document", default=0)
    other_doc_id: str = column("string", "另一文件", "doc_id of the other document", required=True)
    other_table: str = column("string", "另一表", "its table", required=True)
    other_seq: int = column("int32", "另一行", "seq of its row", required=True)
    other_locator: str = column("string", "另一位置", "where it stands there", default="")
    other_page: int = column("int32", "另一页码", "1-based, in the other document", default=0)
    identity_id: str = column("string", "勾稽关系", "the identity that holds", required=True)


@dataclass(kw_only=True, slots=True)
class DisclosureFile:
    """A file of a disclosure that was published in several files."""

    disclosure_id: str = column(
        "string", "公开标识", "department_id/year/kind/scope, numbered where files disagree", required=True
    )
    file_rank: int = column("int32", "文件序", "1: the fullest file; what it says goes first", required=True)
    n_files: int = column("int32", "文件数", "files of the disclosure", required=True)
    holds: str = column("string", "内容", "forms | text | both", required=True)
    n_compared: int = column("int32", "可比数", "numbers compared with the files before it", default=0)
    n_agree: int = column("int32", "一致数", "those that agree", default=0)


CROSS_RECORDS: dict[str, type] = {
    "cross_findings": CrossFinding,
    "cross_proofs": CrossProof,
    "disclosure_files": DisclosureFile,
}
