"""Turn bytes into text, and say so where some could not be."""

from __future__ import annotations

import codecs

from roadloom.errors import InputError
from roadloom.graph.model import Finding, Origin

LIMIT = 4 * 1024 * 1024  # bytes; a written roadmap of more than this is a mistake or an attack
LARGEST = 64 * 1024 * 1024  # bytes; a whole woven graph as YAML or JSON is data, and may be larger

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, path: str, source: str) -> tuple[str, list[Finding]]:
    """Return the text of a document with `\\n` line ends, and what was lost on the way.

    Tried in order: the byte order mark, UTF-8, UTF-16 without a mark, then the likeliest of the Chinese encodings. Bytes that no
    encoding explains are replaced and reported.

    Raises
    ------
    InputError
        for a binary file, or one above `LIMIT` (`LARGEST` for data).
    """
    limit = LARGEST if path.casefold().endswith((".yaml", ".yml", ".json")) else LIMIT
    if len(data) > limit:
        raise InputError(f"is larger than {limit // 2**20} MB, the limit.", path=path, remedy="Split the document.")
    text, replaced = _text(data, path)
    findings, replaced = [], replaced or "\x00" in text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if replaced:
        origins = [Origin(source, n, line.strip()[:80]) for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line]
        findings.append(
            Finding(
                "undecodable",
                f"{path}: {'a line holds' if len(origins) == 1 else f'{len(origins)} lines hold'} bytes that are no text",
                choice="replaced by \ufffd",
                origins=origins[:20],
            )
        )
    return text, findings


def _text(data: bytes, path: str) -> tuple[str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), _fails(data, encoding)
    if not _fails(data, "utf-8"):
        if b"\x00" in data[:4096]:
            raise InputError("is a binary file.", path=path, remedy="roadloom reads text: Markdown, plain text, YAML, JSON, HTML, OPML.")
        return data.decode("utf-8"), False
    for encoding in ("utf-16-le", "utf-16-be"):
        if data.count(b"\x00") > len(data) // 4 and not _fails(data, encoding) and _is_written(text := data.decode(encoding)):
            return text, False
    if b"\x00" in data:
        raise InputError("is a binary file.", path=path, remedy="roadloom reads text: Markdown, plain text, YAML, JSON, HTML, OPML.")
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, bool]:
    """Choose between UTF-8 with damage, GB18030 and Big5 (charset-normalizer tells the last two apart)."""
    damaged = data.decode("utf-8", errors="replace")
    lost = damaged.count("\ufffd")
    # Bytes of another encoding hardly ever make characters of UTF-8.
    if lost * 50 < len(damaged) or sum(1 for c in damaged if c > "\x7f") > 5 * lost:
        return damaged, True
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["gb18030", "big5", "big5hkscs", "shift_jis", "euc_kr", "cp1252"]).best()
    encoding = best.encoding if best else "gb18030"
    if encoding in ("gb2312", "gbk"):
        encoding = "gb18030"
    return data.decode(encoding, errors="replace"), _fails(data, encoding)


def _is_written(text: str) -> bool:
    """Tell text from other data that happens to decode: hardly anything in it is a control character."""
    return sum(1 for c in text if c < " " and c not in "\t\n\r\f") * 20 < len(text)


def _fails(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return True
    return False
