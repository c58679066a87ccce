"""Media types that content is told apart by, each with the name people know it under."""

from __future__ import annotations

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
OLE = "application/x-ole-storage"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFD = "application/ofd"
HTML = "text/html"
MHT = "multipart/related"
RTF = "application/rtf"
XML = "application/xml"
XML_SHEETS = "application/vnd.ms-excel+xml"
JSON = "application/json"
TEXT = "text/plain"
CSV = "text/csv"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
BZIP2 = "application/x-bzip2"
XZ = "application/x-xz"
TAR = "application/x-tar"
PNG = "image/png"
JPEG = "image/jpeg"
GIF = "image/gif"
BMP = "image/bmp"
TIFF = "image/tiff"
WEBP = "image/webp"
BINARY = "application/octet-stream"

NAMES: dict[str, str] = {
    PDF: "a PDF",
    DOCX: "a Word document (docx)",
    XLSX: "an Excel workbook (xlsx)",
    XLSB: "a binary Excel workbook (xlsb)",
    PPTX: "a PowerPoint file (pptx)",
    DOC: "an old Word or WPS document (doc)",
    XLS: "an old Excel or WPS workbook (xls)",
    PPT: "an old PowerPoint file (ppt)",
    OLE: "an OLE compound file of no known kind",
    ODT: "an OpenDocument text",
    ODS: "an OpenDocument spreadsheet",
    OFD: "an OFD document",
    HTML: "an HTML page",
    MHT: "a saved web page (MHT)",
    RTF: "a rich text file (RTF)",
    XML: "an XML file",
    XML_SHEETS: "an Excel 2003 workbook (XML)",
    JSON: "a JSON file",
    TEXT: "plain text",
    CSV: "records of a table (CSV)",
    ZIP: "a ZIP archive",
    RAR: "a RAR archive",
    SEVEN_ZIP: "a 7z archive",
    GZIP: "a gzip archive",
    BZIP2: "a bzip2 archive",
    XZ: "an xz archive",
    TAR: "a tar archive",
    PNG: "an image (PNG)",
    JPEG: "an image (JPEG)",
    GIF: "an image (GIF)",
    BMP: "an image (BMP)",
    TIFF: "an image (TIFF)",
    WEBP: "an image (WebP)",
    BINARY: "binary data of no known kind",
}
