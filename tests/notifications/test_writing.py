"""The words of every mail, read as the mails they are, and what may never enter one.

The snapshots are rewritten by ``REECRIRE_LES_COURRIELS=1``; the difference is then to be proofread.
"""

import difflib
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from notifications.channels.contract import Parcel, PermanentFailure, Text
from notifications.channels.mail import header_id, mail_of
from notifications.occasions import OCCASIONS, UnacceptableData, UnknownOccasion, check
from notifications.writing import Part, UnwritableMessage, digest_of, text_of
from rules.deadlines.rule import Level
from rules.subjects import SubjectKind
from states import partout
from tests.departements import CD93, GRENOBLE, foreign
from tests.notifications.samples import CREATED, DOSSIER, ECHEANCE, PARIS, SAMPLES, message_of
from workflow.post.notices import ADDRESSEES, SEANCE_NOTICES

SNAPSHOTS = Path(__file__).with_name("snapshots")
TEMPLATES = Path(__file__).resolve().parents[2] / "notifications" / "templates"
WEB = "https://reorientation.departement.example"
NBSP = "\N{NO-BREAK SPACE}"


def mailed(text: Text, message_id: str = "<un@reorientation.local>") -> EmailMessage:
    """The mail as its receiver reads it, through the bytes that cross the network."""
    sent = mail_of(
        Parcel(
            id=message_id,
            sender="Réorientation RSA <rsa@departement.example>",
            to="accueil@service.example",
            text=text,
            at=CREATED.astimezone(PARIS),
        )
    )
    read = message_from_bytes(sent.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def as_read(mail: EmailMessage) -> str:
    headers = "".join(f"{name}: {value}\n" for name, value in mail.items())
    return f"{headers}\n{mail.get_content()}".replace("\r\n", "\n")


def difference_from_snapshot(name: str, written: str) -> str:
    """What changed since the mail was proofread, as a patch; nothing if nothing did."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("REECRIRE_LES_COURRIELS"):
        path.write_bytes(written.encode())
    kept = path.read_bytes().decode() if path.exists() else ""
    difference = difflib.unified_diff(
        kept.splitlines(keepends=True),
        written.splitlines(keepends=True),
        fromfile=f"snapshots/{path.name}",
        tofile="écrit maintenant",
    )
    return "".join(difference)


def text(occasion: str, data: Mapping[str, object], tz: ZoneInfo = PARIS) -> Text:
    return text_of(message_of(occasion, data), now=CREATED, tz=tz, web=WEB, words=CD93)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_mail_of_an_occasion_is_word_for_word_the_one_that_was_proofread(name: str) -> None:
    occasion, data = SAMPLES[name]
    message = message_of(occasion, data)
    mail = mailed(text_of(message, now=CREATED, tz=PARIS, web=WEB, words=CD93), message.message_id)

    assert difference_from_snapshot(name, as_read(mail)) == ""


@pytest.mark.parametrize("name", SAMPLES)
def test_no_mail_of_grenoble_speaks_of_cd93(name: str) -> None:
    occasion, data = SAMPLES[name]
    there = {key: "Instance" if value == "ICL-I" else value for key, value in data.items()}
    written = text_of(message_of(occasion, there), now=CREATED, tz=PARIS, words=GRENOBLE)

    assert foreign(f"{written.subject} {written.body}") == []


def part(name: str, subject: SubjectKind = SubjectKind.DOSSIER) -> Part:
    occasion, data = SAMPLES[name]
    return Part(occasion=occasion, subject=subject, text=text(occasion, data))


def test_the_digest_is_word_for_word_the_one_that_was_proofread() -> None:
    names = ("demande_retiree", "echeance_rappel", "recours_recu", "echeance_niveau_1")
    parts = [part("seance_deplacee", SubjectKind.SEANCE), *(part(name) for name in names)]
    digest = as_read(mailed(digest_of(parts, web=WEB)))

    assert difference_from_snapshot("recapitulatif", digest) == ""


def test_a_digest_tells_first_what_presses_then_each_occasion_together() -> None:
    names = ("recours_recu", "demande_retiree", "recours_recu", "echeance_niveau_2")
    found = digest_of([part(name) for name in names])
    kept = [line for line in found.body.splitlines() if line.startswith("- ")]
    alone = [text(*SAMPLES[name]).subject for name in sorted(names, reverse=True)]

    assert found.subject == f"4{NBSP}messages à lire"
    assert kept == [f"- {alone[n]}" for n in (2, 3, 0, 1)]


def test_every_snapshot_is_that_of_a_sample() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == {*SAMPLES, "recapitulatif"}


def test_every_occasion_has_its_template_and_every_template_its_occasion() -> None:
    names = {path.name.removesuffix(".txt.j2") for path in TEMPLATES.iterdir()}

    assert {name for name in names if not name.startswith("_")} == set(OCCASIONS)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_is_set_as_french_wants_it(name: str) -> None:
    written = text(*SAMPLES[name])
    words = f"{written.subject}\n{written.body}".replace(WEB, "ici")

    assert not re.search(r"['\"]", words)
    assert not re.search(f"[^{NBSP}\\d][:;?!»]|«[^{NBSP}]", words)
    assert not re.search(r"  | $|\n{3}", words, re.MULTILINE)
    assert "None" not in words
    assert str(SAMPLES[name][1]["reference"]).replace("seance", "séance") in words


@pytest.mark.parametrize("occasion", OCCASIONS)
@pytest.mark.parametrize("key", ["nom", "prenom", "nir", "date_naissance", "adresse", "paroles"])
def test_no_occasion_takes_the_data_of_a_person(occasion: str, key: str) -> None:
    sample = next(data for name, data in SAMPLES.values() if name == occasion)

    with pytest.raises(UnacceptableData) as caught:
        check(occasion, {**sample, key: "Durand"})
    assert caught.value.refused == {key}
    assert "Durand" not in str(caught.value)


def test_data_that_could_hide_others_are_refused() -> None:
    with pytest.raises(UnwritableMessage, match="n’y ont pas leur place reference"):
        text("demande_retiree", {**DOSSIER, "reference": {"nom": "Durand"}})


def test_words_in_the_place_of_a_code_are_not_told() -> None:
    with pytest.raises(UnwritableMessage) as caught:
        text("demande_sans_objet", {**DOSSIER, "acte": "elle est hospitalisée"})

    assert "hospitalisée" not in str(caught.value)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_is_not_written_without_one_of_the_keys_it_needs(name: str) -> None:
    occasion, data = SAMPLES[name]
    for key in OCCASIONS[occasion].needs:
        with pytest.raises(UnwritableMessage, match=f"il manque {key}"):
            text(occasion, {**data, key: None})


def test_what_an_occasion_may_carry_can_be_absent() -> None:
    shortest = {key: value for key, value in ECHEANCE.items() if key != "late_days"}
    written = text("echeance_rappel", {"reference": "dossier 42", **shortest})

    assert "Circonscription" not in written.body
    assert "dépassé de" not in written.body


def test_every_message_that_the_registry_writes_has_its_words() -> None:
    alerts = {f"echeance_{level.value}" for level in Level}

    assert set(ADDRESSEES) | SEANCE_NOTICES | alerts <= set(OCCASIONS)


def test_a_request_can_lose_its_ground_by_every_act_that_says_so() -> None:
    acts = {
        one.exit.event
        for one in partout.PAGE.everywhere
        if "demande_sans_objet" in one.exit.notices
    }

    assert acts == {data["acte"] for name, data in SAMPLES.values() if name == "demande_sans_objet"}


def test_an_occasion_without_a_template_is_named() -> None:
    with pytest.raises(UnknownOccasion, match="« anniversaire »"):
        check("anniversaire", {})
    with pytest.raises(UnwritableMessage, match="« anniversaire »"):
        text("anniversaire", {"reference": "dossier 42"})


def test_the_death_of_a_person_is_not_in_a_subject() -> None:
    assert "décédée" not in text("demande_sans_objet", {**DOSSIER, "acte": "deceder"}).subject


@pytest.mark.parametrize(
    ("due", "zone", "shown"),
    [
        ("2026-05-07T21:59:00+00:00", "Europe/Paris", "jeudi 7 mai 2026 à 23 h 59"),
        ("2026-01-31T23:30:00Z", "Europe/Paris", "dimanche 1er février 2026 à 0 h 30"),
        ("2026-05-07T23:59", "Europe/Paris", "jeudi 7 mai 2026 à 23 h 59"),
        ("2026-05-07T21:59:00+00:00", "Indian/Reunion", "vendredi 8 mai 2026 à 1 h 59"),
    ],
)
def test_an_instant_is_told_in_the_hour_of_the_departement(due: str, zone: str, shown: str) -> None:
    written = text("echeance_rappel", {**DOSSIER, **ECHEANCE, "due": due}, ZoneInfo(zone))

    assert f"pour le {shown} (dossier 42)" in written.subject.replace(NBSP, " ")


def test_a_date_that_is_none_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(UnwritableMessage, match=r"\(ValueError\)") as caught:
        text("echeance_rappel", {**DOSSIER, **ECHEANCE, "due": "jeudi prochain"})

    assert "jeudi" not in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "awaited"),
    [
        ("2-RDV", "le service concerné"),
        ("D5-LISTE", "le BOP"),
        ("D3-COMPTE-RENDU", "la coordination de la séance"),
        ("D9-ICL-MENSUELLE", "le chargé ou la chargée de projet BAT"),
        ("I-DECISION", "le président du conseil départemental"),
        ("REGLE-RETIREE", "le service ou le bureau concerné"),
    ],
)
def test_an_alert_says_from_whom_the_act_is_awaited(rule: str, awaited: str) -> None:
    written = text("echeance_rappel", {**DOSSIER, **ECHEANCE, "rule": rule})

    assert f"Attendu de{NBSP}: {awaited}\n" in written.body


@pytest.mark.parametrize(
    ("rule", "awaited"),
    [("D5-LISTE", "le service insertion"), ("D9-ICL-MENSUELLE", "la chargée de secteur")],
)
def test_an_office_from_whom_an_act_is_awaited_has_its_name_of_there(
    rule: str, awaited: str
) -> None:
    message = message_of("echeance_rappel", {**DOSSIER, **ECHEANCE, "rule": rule})
    written = text_of(message, now=CREATED, tz=PARIS, words=GRENOBLE)

    assert f"Attendu de{NBSP}: {awaited}\n" in written.body


def test_a_delay_is_only_said_passed_once_it_is() -> None:
    data = {**DOSSIER, **ECHEANCE, "due": CREATED.isoformat()}
    message = message_of("echeance_niveau_1", data)
    before = datetime(2026, 5, 4, 6, 59, tzinfo=UTC)

    assert "arrive à son terme" in text_of(message, now=before, tz=PARIS).body
    assert "Ce délai est dépassé." in text_of(message, now=CREATED, tz=PARIS).body


@pytest.mark.parametrize(
    "message_id",
    [
        "<echeance-42-rappel@reorientation.local>",
        "<echeance:42:rappel@reorientation.local>",
        "<dossier 42, séance « 7 »@reorientation.local>",
        f"<{'x' * 200}@reorientation.local>",
    ],
)
def test_a_message_id_reaches_the_receiver_whole(message_id: str) -> None:
    read = mailed(Text(subject="x", body="y\n"), message_id)

    # A long header begins on its second line.
    assert read["Message-ID"].strip() == header_id(message_id)
    assert read["Subject"] == "x"


def test_a_clean_message_id_is_kept_as_it_is_and_two_never_become_one() -> None:
    ids = ["<a:b@x>", "<a%3Ab@x>", "<a b@x>", "<a@b@x>", "<a%40b@x>"]

    assert header_id("<echeance-42-rappel@x>") == "<echeance-42-rappel@x>"
    assert len({header_id(one) for one in ids}) == len(ids)


def test_an_address_that_would_add_a_header_is_refused() -> None:
    with pytest.raises(PermanentFailure, match="mal écrite") as caught:
        mail_of(
            Parcel(
                id="<a@b>",
                sender="rsa@departement.example",
                to="a@b.example\nBcc: tous@b.example",
                text=Text(subject="x", body="y"),
                at=CREATED,
            )
        )
    assert "b.example" not in str(caught.value)
