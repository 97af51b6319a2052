"""What a letter is as a file: read aloud, archived, put in an envelope, the same twice."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from notifications.letters import specimens
from notifications.letters.models import MODELS
from notifications.letters.printing import Sheet, print_letter, print_many
from notifications.letters.wording import fields
from tests.notifications.letters.reading import (
    HEAD,
    again,
    pages,
    printed,
    root,
    said,
    sheet,
    spans,
    tags,
    text,
)

REFUSED = MODELS["reorientation_refusee"]
MARKUP = '#panic() *gras* _penché_ $x$ @renvoi \\ = titre [a] {b} // rien "q" <l> ~ `c`'
LONG = " ".join(["Anticonstitutionnellement"] * 300)


@pytest.mark.parametrize("code", MODELS)
def test_a_letter_is_tagged_in_french_and_claims_to_be_archived_and_accessible(code: str) -> None:
    pdf = printed(code)
    whole = root(pdf)
    about = whole["/Metadata"].get_object().get_data().decode()

    assert whole["/Lang"] == "fr-FR"
    assert whole["/MarkInfo"]["/Marked"]
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert tags(pdf).count("/H1") == 1
    assert {"/H2", "/P"} <= set(tags(pdf))


@pytest.mark.parametrize("code", MODELS)
def test_no_paragraph_stands_in_another(code: str) -> None:
    assert ("/P", "/P") not in set(nestings(root(printed(code))["/StructTreeRoot"]))


def test_an_agenda_is_a_table_with_a_head() -> None:
    assert {"/Table", "/TH", "/TD"} <= set(tags(printed("ordre_du_jour")))


def test_a_letter_has_its_subject_for_title_and_its_day_for_date() -> None:
    about = PdfReader(BytesIO(printed("orientation"))).metadata

    assert about is not None
    assert about.title == "Le service qui vous accompagne"
    assert about.author == "Département de la Seine-Saint-Denis"
    assert about.creation_date is not None
    assert about.creation_date.date() == specimens.DAY


@pytest.mark.parametrize("code", MODELS)
def test_every_font_is_in_the_file(code: str) -> None:
    fonts = {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0].get_object()
        for page in PdfReader(BytesIO(printed(code))).pages
        for font in fonts_of(page)
    }

    assert fonts
    for name, font in fonts.items():
        assert "AtkinsonHyperlegible" in name
        assert {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"])


@pytest.mark.parametrize("code", MODELS)
def test_the_same_words_and_pages_give_the_same_bytes(code: str) -> None:
    assert again(code) == printed(code)


def test_another_page_is_another_version_and_the_order_of_files_changes_nothing() -> None:
    one = sheet("orientation").sources
    turned = replace(one, files=dict(reversed(list(one.files.items()))))
    changed = replace(one, files={**one.files, "lettre.typ": one.files["lettre.typ"] + b"\n"})

    assert turned.digest == one.digest
    assert changed.digest != one.digest


@pytest.mark.parametrize("code", MODELS)
@pytest.mark.parametrize("lines", [2, 6])
def test_the_address_shows_whole_through_the_window_and_nothing_else_does(
    code: str, lines: int
) -> None:
    facts = specimens.whole(MODELS[code])
    extra = tuple(f"Ligne {n}" for n in range(9))
    name = replace(facts.recipient, quality=None, organisation=None)
    who = replace(name, address=(*extra, "93000 BOBIGNY")[-(lines - 1) :])
    first = [one for one in spans(printed(code, replace(facts, recipient=who))) if one.page == 1]
    address = [one for one in first if 104 <= one.x <= 106 and 44 <= one.y <= 90]
    seen = [one for one in first if 90 <= one.x <= 200 and 44 <= one.y <= 90]

    assert len(address) == lines
    assert seen == address
    # The baseline of a line, whose capitals are 2.3 mm high.
    assert all(55 + 2.3 <= one.y <= 79 for one in address)


def test_a_name_too_long_for_a_line_stays_inside_the_window() -> None:
    facts = specimens.whole(REFUSED)
    who = replace(
        facts.recipient, name="Marie-Antoinette-Joséphine DE LA TOUR-D’AUVERGNE-LAURAGUAIS"
    )
    address = [
        one
        for one in spans(printed(REFUSED.code, replace(facts, recipient=who)))
        if one.page == 1 and 104 <= one.x <= 190 and 44 <= one.y <= 90
    ]

    assert len(address) == 6
    assert all(one.y <= 79 for one in address)


@pytest.mark.parametrize("part", ["name", "motive", "service"])
def test_what_somebody_typed_is_printed_as_it_is(part: str) -> None:
    facts = specimens.whole(REFUSED)
    assert facts.decision is not None
    assert facts.service is not None
    changed = {
        "name": replace(facts, recipient=replace(facts.recipient, name=MARKUP)),
        "motive": replace(facts, decision=replace(facts.decision, motive=MARKUP)),
        "service": replace(facts, service=replace(facts.service, label=MARKUP)),
    }[part]

    assert MARKUP in text(printed(REFUSED.code, changed)).replace("’", "'")


def test_accents_ligatures_and_apostrophes_come_out_whole() -> None:
    facts = specimens.whole(REFUSED)
    told = "Çélïne Œuvrard-Nuñez, l’œil d’Élise, Ÿ, ß, Łukasz, Đặng"
    changed = replace(facts, recipient=replace(facts.recipient, name=told))

    assert told in text(printed(REFUSED.code, changed))


def test_a_long_motive_goes_on_over_pages_and_each_is_counted() -> None:
    facts = specimens.whole(REFUSED)
    assert facts.decision is not None
    pdf = printed(REFUSED.code, replace(facts, decision=replace(facts.decision, motive=LONG)))
    found = pages(pdf)

    assert len(found) == 4
    assert text(pdf).replace("- ", "").count("Anticonstitutionnellement") == 300
    assert [f"page {n} sur 4" in page.replace("\xa0", " ") for n, page in enumerate(found, 1)] == [
        True
    ] * 4


@pytest.mark.parametrize("code", MODELS)
def test_what_is_not_known_is_left_out_without_a_hole(code: str) -> None:
    words = text(printed(code, specimens.bare(MODELS[code]), specimens.sparse(HEAD)))

    assert "none" not in words
    assert "Téléphone : ," not in words
    assert " : ." not in words


def test_letters_bound_begin_on_the_front_of_a_sheet_and_count_their_own_pages() -> None:
    three = [sheet("reorientation_acceptee"), sheet("convocation_membre"), sheet("orientation")]
    found = [page.replace("\xa0", " ") for page in pages(print_many(three, title="Séance 31"))]

    assert [page.rpartition("page ")[2].strip() for page in found] == [
        *("1 sur 2", "2 sur 2", "1 sur 1", "", "1 sur 2", "2 sur 2")
    ]


def test_letters_bound_keep_their_order_and_say_the_same_as_alone() -> None:
    facts = [
        replace(one, recipient=replace(one.recipient, name=name))
        for one in [specimens.whole(REFUSED)]
        for name in ("Zoé ZOLA", "Ali BEN", "Mia MA")
    ]
    bound = pages(print_many([sheet(REFUSED.code, one) for one in facts]))
    alone = [page for one in facts for page in pages(printed(REFUSED.code, one))]

    assert bound == alone


def test_letters_of_two_versions_of_a_page_are_bound_each_with_its_own() -> None:
    new = sheet("convocation_membre")
    page = new.sources.files["convocation_membre.typ"].replace(b"Votre r", b"Ancienne r")
    old = replace(new.sources, files={**new.sources.files, "convocation_membre.typ": page})
    pdf = print_many([Sheet(sources=old, fields=new.fields), new])

    assert text(pdf).count("Ancienne réponse") == 1
    assert text(pdf).count("Votre réponse") == 1


def test_a_logo_is_printed_with_the_words_that_are_read_in_its_place() -> None:
    head = replace(HEAD, logo=specimens.HEAD.logo)
    one = sheet("orientation", head=head)
    pdf = print_letter(one.sources, one.fields)

    assert "/Figure" in tags(pdf)
    assert "/Figure" not in tags(printed("orientation"))


def test_a_letter_says_no_more_than_its_fields() -> None:
    facts = replace(specimens.whole(REFUSED), origin="secret", type="secret")

    assert "secret" not in str(fields(REFUSED, facts, HEAD, day=specimens.DAY))
    assert said(REFUSED)["modele"] == REFUSED.code


def fonts_of(page: Any) -> list[Any]:
    return list(page["/Resources"]["/Font"].values())


def nestings(node: Any, within: str = "") -> Iterator[tuple[str, str]]:
    """Each tag with the one that it stands in."""
    node = node.get_object()
    for one in node if isinstance(node, list) else [node]:
        inner = one.get_object()
        if isinstance(inner, dict) and "/K" in inner:
            tag = str(inner.get("/S", ""))
            yield within, tag
            yield from nestings(inner["/K"], tag)
