"""A severe reader of calendars: what RFC 5545 wants, byte by byte, beyond what a library checks."""

import re
from typing import Any

from icalendar import Calendar

LINE = 75
_NAME = re.compile(rb"[A-Z][A-Z0-9-]*(;[A-Z-]+=(\"[^\"]*\"|[^;:,\"]*))*:")
_INSTANT = re.compile(r"\d{8}T\d{6}Z")
_DAY = re.compile(r"\d{8}")
_TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}


def breaches(written: bytes) -> list[str]:
    """What is wrong with a calendar; nothing when it is of the standard."""
    return [*_of_bytes(written), *_of_lines(unfolded(written)), *_of_parts(written)]


def unfolded(written: bytes) -> list[str]:
    """Its content lines, whole (3.1)."""
    return written.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def _of_bytes(written: bytes) -> list[str]:
    """Lines of 75 octets at most, ended by CRLF, folded between characters (3.1)."""
    found = []
    if not written.endswith(b"\r\n") or written.count(b"\n") != written.count(b"\r\n"):
        found.append("CRLF")
    if b"\r" in written.replace(b"\r\n", b""):
        found.append("CR seul")
    for line in written.split(b"\r\n"):
        if len(line) > LINE:
            found.append(f"{len(line)} octets")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append("caractère coupé")
        if line and not line.startswith(b" ") and not _NAME.match(line):
            found.append(f"ligne {line!r}")
    return found


def _of_lines(lines: list[str]) -> list[str]:
    """Texts whose commas and semicolons are escaped (3.3.11), parts that nest (3.4)."""
    found, inside = [], []
    for line in lines:
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if name in _TEXTS and re.search(r"(?<!\\)(\\\\)*[,;]|\\[^\\,;nN]", value):
            found.append(f"échappement de {line}")
        if name == "BEGIN":
            inside.append(value)
        elif name == "END" and (not inside or inside.pop() != value):
            found.append(f"fin de {value}")
    if inside or lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        found.append("emboîtement")
    return found


def _of_parts(written: bytes) -> list[str]:
    """What a calendar (3.6), an event (3.6.1) and an alarm (3.6.6) must say, once."""
    calendar: Any = Calendar.from_ical(written)
    found = [f"{part.name} : {part.errors}" for part in calendar.walk() if part.errors]
    found += [f"VCALENDAR {name}" for name in ("VERSION", "PRODID") if name not in calendar]
    if not calendar.subcomponents:
        found.append("aucun composant")
    uids = [str(event.get("UID")) for event in calendar.events]
    if len(set(uids)) != len(uids) or not all(uids):
        found.append("UID")
    for event in calendar.events:
        found += _of_event(event)
    return found


def _of_event(event: Any) -> list[str]:
    names = [name for name, _ in event.property_items(recursive=False)]
    found = [f"{name} deux fois" for name in names if names.count(name) > 1]
    found += [f"{name} absent" for name in ("UID", "DTSTAMP", "DTSTART") if name not in names]
    found += [
        f"{name} n’est pas en UTC"
        for name in ("DTSTAMP", "LAST-MODIFIED")
        if not _INSTANT.fullmatch(event[name].to_ical().decode())
    ]
    start, end = (event[name].to_ical().decode() for name in ("DTSTART", "DTEND"))
    if not any(all(map(shape.fullmatch, (start, end))) for shape in (_INSTANT, _DAY)):
        found.append(f"{start} – {end}")
    if end <= start:
        found.append(f"{end} n’est pas après {start}")
    if str(event["STATUS"]) not in {"TENTATIVE", "CONFIRMED", "CANCELLED"}:
        found.append("STATUS")
    if int(event["SEQUENCE"]) < 0:
        found.append("SEQUENCE")
    for alarm in event.walk("VALARM"):
        missing = {"ACTION", "TRIGGER", "DESCRIPTION"} - set(alarm.keys())
        found += [f"VALARM sans {name}" for name in sorted(missing)]
    return found
