"""The press: a PDF of pages and data, or where a page is wrong."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from typesetting.press import Unprintable, pages_of, printed, printed_from

ROOT = Path(__file__).resolve().parents[2]

PAGE = """\
#set document(title: "Essai", date: datetime(year: 2026, month: 5, day: 4))
#set text(lang: "fr")
= Essai
#json(bytes(sys.inputs.data)).mot
"""


def pages(text: str, **others: str) -> dict[str, bytes]:
    return {"page.typ": text.encode()} | {
        name.replace("__", "/") + ".typ": one.encode() for name, one in others.items()
    }


def test_the_same_pages_and_data_give_the_same_bytes_wherever_they_are_printed(
    tmp_path: Path,
) -> None:
    (tmp_path / "page.typ").write_text(PAGE)
    once = printed_from(pages(PAGE), "page.typ", data={"mot": "été"})

    assert once.startswith(b"%PDF-1.7")
    assert once == printed_from(pages(PAGE), "page.typ", data={"mot": "été"})
    assert once == printed(tmp_path / "page.typ", root=tmp_path, data={"mot": "été"})
    assert once != printed_from(pages(PAGE), "page.typ", data={"mot": "hiver"})


def test_the_machine_s_fonts_its_clock_and_its_language_change_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from typesetting.press import printed_from;"
        f"sys.stdout.buffer.write(printed_from({pages(PAGE)!r}, 'page.typ', data={{'mot': 'x'}}))"
    )
    elsewhere = os.environ | {
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1",
        "HOME": str(tmp_path),
    }
    ran = subprocess.run(
        [sys.executable, "-c", script], env=elsewhere, capture_output=True, check=True
    )

    assert ran.stdout == printed_from(pages(PAGE), "page.typ", data={"mot": "x"})


def test_a_page_that_is_wrong_is_told_by_its_file_and_line() -> None:
    text = '#import "dedans/autre.typ": mot\n' + PAGE + "#mot(1)\n"
    other = "\n\n#let mot(x) = x.absent\n"

    with pytest.raises(Unprintable) as refused:
        printed_from(pages(text, dedans__autre=other), "page.typ", data={"mot": "x"})

    assert (refused.value.file, refused.value.line) == ("dedans/autre.typ", 3)
    assert "dedans/autre.typ, ligne 3" in str(refused.value)


@pytest.mark.parametrize("what", ["/etc/passwd", "../../../../etc/passwd"])
def test_no_file_outside_the_pages_is_read(what: str) -> None:
    with pytest.raises(Unprintable):
        printed_from(pages(PAGE + f'#read("{what}")\n'), "page.typ", data={"mot": "x"})


def test_a_link_that_leads_out_of_the_pages_cannot_be_named() -> None:
    with pytest.raises(ValueError, match="ailleurs"):
        printed_from({"../ailleurs.typ": b""}, "../ailleurs.typ", data={})


def test_a_package_of_the_network_is_refused_before_anything_is_asked_of_it() -> None:
    text = PAGE + '#import "@preview/cetz:0.1.0": canvas\n'

    with pytest.raises(Unprintable) as refused:
        printed_from(pages(text), "page.typ", data={"mot": "x"})

    assert (refused.value.file, refused.value.line) == ("page.typ", 5)
    assert "@preview/cetz:0.1.0" in refused.value.reason


def test_a_picture_without_words_in_its_place_is_refused() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1"/></svg>'
    files = pages(PAGE + '#image("un.svg")\n') | {"un.svg": svg}

    with pytest.raises(Unprintable, match="alt"):
        printed_from(files, "page.typ", data={"mot": "x"})


@pytest.mark.parametrize("more", [0, 1, 40])
def test_the_pages_are_counted_as_a_reader_counts_them(more: int) -> None:
    pdf = printed_from(pages(PAGE + "#pagebreak()\nx" * more), "page.typ", data={"mot": "x"})

    assert pages_of(pdf) == len(PdfReader(BytesIO(pdf)).pages) == more + 1


def test_pages_that_a_machine_swept_are_laid_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def swept(word: str) -> tuple[bytes, bytes]:
        first = printed_from(pages(PAGE), "page.typ", data={"mot": word})
        (kept,) = tmp_path.glob("*/page.typ")
        kept.unlink()
        return first, printed_from(pages(PAGE), "page.typ", data={"mot": word})

    with ThreadPoolExecutor(1) as apart:
        first, again = apart.submit(swept, "été").result()

    assert again == first


def test_several_threads_print_the_same_pages_at_once() -> None:
    words = [f"mot {number}" for number in range(24)]
    alone = [printed_from(pages(PAGE), "page.typ", data={"mot": word}) for word in words]
    with ThreadPoolExecutor(4) as workers:
        together = workers.map(
            lambda word: printed_from(pages(PAGE), "page.typ", data={"mot": word}), words
        )

        assert list(together) == alone


def test_no_page_stays_on_the_disk_once_the_program_ends(tmp_path: Path) -> None:
    code = (
        "from typesetting.press import printed_from\n"
        "printed_from({'page.typ': b'#set document(title: \"x\")\\nx'}, 'page.typ', data=0)"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=env, cwd=ROOT)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "word", ['"); #panic("', '\\"', "\\", "#panic(1)", "a\nb\u2028c", "«\\u{22}»"]
)
def test_no_word_of_the_data_is_read_as_a_command(word: str, tmp_path: Path) -> None:
    (tmp_path / "page.typ").write_text(PAGE)

    assert printed_from(pages(PAGE), "page.typ", data={"mot": word}) == printed(
        tmp_path / "page.typ", root=tmp_path, data={"mot": word}
    )


def test_the_page_that_finds_the_data_is_told_by_its_own_name() -> None:
    with pytest.raises(Unprintable) as refused:
        printed_from(pages(PAGE + "#absent\n"), "page.typ", data={"mot": "x"})

    assert (refused.value.file, refused.value.line) == ("page.typ", 5)
