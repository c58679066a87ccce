"""One document, whole: read, identify, extract, check -> the rows it adds to every table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from extractors import EXTRACTORS
from extractors.context import Context
from extractors.identity import identify
from extractors.identity_page import differences
from pipeline.check import check
from pipeline.core.issues import ErrorClass, ReadError, is_no_room
from pipeline.core.model import Document, picture_locator
from pipeline.core.progress import step
from pipeline.core.records import Finding, Record
from pipeline.core.reference import Reference
from pipeline.core.source import Told
from pipeline.core.uses import begin, used
from pipeline.read import open_document
from pipeline.read.media import PDF
from pipeline.run.incomplete import excuse
from pipeline.run.result import Result, failed, status_of
from pipeline.run.second_reading import settled
from pipeline.run.third_reading import looked_at
from pipeline.run.told_sums import excuse_told
from pipeline.run.version import document_version


def process(path: Path, source_uri: str = "", told: Told | None = None) -> Result:
    """Everything `path` yields; a file that cannot be read gives a result with the reason.

    Raises nothing that a file can cause: what a reader or an extractor throws becomes the document's status. A full
    disk is no fault of a file.
    """
    begin()
    result = _processed(path, source_uri or path.name, told)
    result.used = used()
    result.status["extractor_version"] = document_version(result.used)
    return result


def _processed(path: Path, uri: str, told: Told | None) -> Result:
    """What `process` gives, as if it had used no patterns."""
    try:
        document = open_document(path, uri)
        document.file_name = told.name if told and told.name else document.file_name
    except ReadError as error:
        return failed(path, uri, error.error_class, str(error))
    except MemoryError as error:
        return failed(path, uri, ErrorClass.MEMORY, f"reading {path.name}: {error}")
    except Exception as error:
        if is_no_room(error):
            raise
        return failed(path, uri, ErrorClass.INTERNAL_ERROR, f"reading {path.name}: {error!r}")
    try:
        result = extracted(document, told)
    except MemoryError as error:
        return failed(path, uri, ErrorClass.MEMORY, f"extracting {path.name}: {error}")
    except Exception as error:
        return failed(path, uri, ErrorClass.INTERNAL_ERROR, f"extracting {path.name}: {error!r}")
    result = _settled(result, document, path, told)
    for spared in (excuse, excuse_told):
        spared(result.document or document, result.records, result.findings)
    _look(result, result.document or document, path, told)
    return result


def _settled(result: Result, document: Document, path: Path, told: Told | None) -> Result:
    """The result with the party of its contradictions settled by a second reading, where that can be had."""
    if document.media_type != PDF:
        return result
    try:
        step()
        return settled(result, document, path.read_bytes, partial(extracted, told=told))
    except Exception as error:
        message = f"second reading: {error!r}"
        result.findings.append(Finding(kind="unread", severity="info", message=message))
        return result


def _look(result: Result, document: Document, path: Path, told: Told | None) -> None:
    """Hold what is blamed on the disclosure against the picture of the page, where that can be recognised."""
    if document.media_type != PDF:
        return
    try:
        if looked_at(result, document, path.read_bytes, partial(extracted, told=told)):
            result.status = status_of(result, document)
    except Exception as error:
        message = f"third reading: {error!r}"
        result.findings.append(Finding(kind="unread", severity="info", message=message))


def extracted(document: Document, told: Told | None = None) -> Result:
    """The records of a document that could be read; what its site says of it counts where it is silent itself."""
    title = told.title if told else ""
    identity = identify(document, Reference(), title)
    context = Context(identity)
    found: list[Record | Finding] = []
    for extract in EXTRACTORS:
        step()
        found += extract(document, context)
    step()
    findings = [r for r in found if isinstance(r, Finding)]
    records = [r for r in found if not isinstance(r, Finding)]
    _tell_source(document, records)
    close = {place: others for page in document.pages for place, others in page.close.items()}
    findings += check(identity, records, findings, close)
    findings += differences(identity, title)
    findings += (
        Finding(kind=i.kind, message=i.message, page=i.page, left_locator=i.locator or None)
        for i in document.issues
    )
    result = Result(document.doc_id, {}, identity, document, records, findings)
    result.status = status_of(result, document)
    return result


def _tell_source(document: Document, records: Iterable[Record]) -> None:
    """Write on every record whether its page, or the picture that shows it, was recognised.

    Of pages that mix both, all counts as recognised.
    """
    recognised = {page.number for page in document.pages if page.text_source != "digital"}
    pictures = {picture_locator(block.picture) for block in document.blocks() if block.picture}
    for record in records:
        if record.page in recognised or record.locator.partition("/")[0] in pictures:
            record.text_source = "ocr"
