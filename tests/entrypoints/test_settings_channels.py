"""The ways out besides mail and the files that leave with mails, as the configuration says them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from entrypoints.configuration.joined import How
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, load
from notifications.routing import Room

OURS = Path(__file__).resolve().parents[2] / "config.yaml"
KEY = "whsec_c2VjcmV0cyBkZSBsYSByZW9yaWVudGF0aW9u"
ROOM = "mmosts://chat.departement.example/jeton4secret"
SECRETS = {"SALON": ROOM, "CLE": KEY, "MDP": "mot de passe convenu"}
SALON = "{code: salon, secret: SALON, destinataires: [bat], circonscriptions: ['93-01']}"
CARNET = (
    "{code: carnet, adresse: 'https://carnet.example/a', secret: CLE, occasions: [recours_recu]}"
)


def read(tmp_path: Path, said: str, secrets: Mapping[str, str] = SECRETS) -> Settings:
    """Our configuration, with these channels and files in the place of its own."""
    kept = OURS.read_text(encoding="utf-8").partition("\ncanaux:\n")[0]
    path = tmp_path / "config.yaml"
    path.write_text(f"{kept}\n{said}\n", encoding="utf-8")
    return load(path, secrets)


def refused(tmp_path: Path, said: str, secrets: Mapping[str, str] = SECRETS) -> str:
    with pytest.raises(BadConfig) as caught:
        read(tmp_path, said, secrets)
    return str(caught.value)


def test_a_room_and_an_application_are_told_what_is_said_of_them(tmp_path: Path) -> None:
    ways = read(tmp_path, f"canaux:\n  salons: [{SALON}]\n  applications: [{CARNET}]").ways

    assert ways.rooms == (
        Room(code="salon", recipients=frozenset({"bat"}), places=frozenset({"93-01"})),
        Room(code="carnet", occasions=frozenset({"recours_recu"}), apart=True),
    )
    assert (ways.chats[0].address, ways.applications[0].key) == (ROOM, KEY)


def test_no_secret_is_shown_with_the_settings(tmp_path: Path) -> None:
    said = (
        f"canaux:\n  salons: [{SALON}]\n  applications: [{CARNET}]\n"
        "pieces_jointes:\n  mots_de_passe: [{role: bop, secret: MDP}]"
    )
    shown = repr(read(tmp_path, said))

    assert not any(secret in shown for secret in SECRETS.values())


def test_a_secret_may_be_the_first_line_of_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{ROOM}\nune note\n")
    said = SALON.replace("secret: SALON", "secret_fichier: secret")

    assert read(tmp_path, f"canaux: {{salons: [{said}]}}").ways.chats[0].address == ROOM


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (SALON.replace("secret: SALON", "secret: ABSENT"), "ABSENT est vide"),
        (SALON.replace("secret: SALON", "secret_fichier: nulle-part"), "ne donne pas de secret"),
        (SALON.replace("secret: SALON, ", ""), "l’un des deux"),
        (SALON.replace("secret: SALON", "secret: SALON, secret_fichier: a"), "l’un des deux"),
        (SALON.replace("secret: SALON", "secret: CLE"), "n’est pas celle d’un salon"),
        (SALON.replace("93-01", "99-99"), "99-99"),
        (SALON.replace("[bat]", "[maire]"), "maire"),
        (SALON.replace("code: salon", "code: courriel"), "nom d’un autre canal"),
        ("{code: salon, secret: SALON}", "dites ce qui y est repris"),
        ("{code: salon, secret: SALON, occasions: [anniversaire]}", "anniversaire"),
        (f"{SALON}, {SALON}", "déjà écrit"),
    ],
)
def test_a_room_that_could_not_be_written_to_is_refused(
    said: str, why: str, tmp_path: Path
) -> None:
    found = refused(tmp_path, f"canaux:\n  salons: [{said}]")

    assert why in found
    assert "jeton4secret" not in found
    assert KEY not in found


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (CARNET.replace("https", "http"), "« https:// »"),
        (CARNET.replace("secret: CLE", "secret: MDP"), "base64"),
    ],
)
def test_an_application_that_could_not_be_trusted_is_refused(
    said: str, why: str, tmp_path: Path
) -> None:
    found = refused(tmp_path, f"canaux:\n  applications: [{said}]")

    assert why in found.replace("\N{NO-BREAK SPACE}", " ")
    assert SECRETS["MDP"] not in found


def test_a_password_is_of_a_service_or_of_an_office_there_or_everywhere(tmp_path: Path) -> None:
    said = (
        "pieces_jointes:\n  taille_max_mo: 3\n  joindre: {compte_rendu: lien}\n  mots_de_passe:\n"
        "    - {service: 12, secret: MDP}\n    - {role: bat, secret: SALON}\n"
        "    - {role: bat, circonscription: '93-02', secret: CLE}"
    )
    joined = read(tmp_path, said).joined

    assert joined.largest == 3 << 20
    assert joined.how["compte_rendu"] is How.LIEN
    assert joined.how["tableau_ouvert"] is How.CHIFFRE
    assert joined.password("service:12") == SECRETS["MDP"]
    assert joined.password("role:bat:93-01") == ROOM
    assert joined.password("role:bat:93-02") == KEY
    assert joined.password("service:13") is None
    assert joined.password("role:bop") is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("{secret: MDP}", "role"),
        ("{service: 12, role: bop, secret: MDP}", "role"),
        ("{service: 12, secret: COURT}", "moins de 8 caractères"),
        ("{service: 12, secret: MDP}, {service: 12, secret: MDP}", "déjà écrit"),
    ],
)
def test_a_password_of_nobody_or_that_protects_nothing_is_refused(
    said: str, why: str, tmp_path: Path
) -> None:
    found = refused(
        tmp_path, f"pieces_jointes:\n  mots_de_passe: [{said}]", {**SECRETS, "COURT": "court"}
    )

    assert why in found
    assert SECRETS["MDP"] not in found
