"""The accounts as the configuration says them."""

from datetime import timedelta
from pathlib import Path

import pytest

from entrypoints.assembly import Assembly
from entrypoints.configuration.problems import BadConfig
from entrypoints.configuration.settings import Settings, load
from entrypoints.gate import gate_of
from rules.accounts.attempts import Lockout
from rules.accounts.lasting import Lasting
from tests.entrypoints.door import Door
from workflow.accounts.hashing import Cost

OURS = Path(__file__).resolve().parents[2] / "config.yaml"


def read(tmp_path: Path, said: str) -> Settings:
    """Our configuration, with these accounts in the place of its own."""
    kept = OURS.read_text(encoding="utf-8").partition("\ncomptes:\n")[0]
    path = tmp_path / "config.yaml"
    path.write_text(f"{kept}\n{said}\n", encoding="utf-8")
    return load(path, {})


def test_nothing_said_is_what_the_law_has(tmp_path: Path) -> None:
    settings = read(tmp_path, "")

    assert settings.lasting == Lasting()
    assert settings.cost == Cost()
    assert load(OURS, {}).lasting == Lasting()


def test_each_duration_is_that_of_its_key(tmp_path: Path) -> None:
    said = (
        "comptes: {inactivite_minutes: 10, session_heures: 8, invitation_jours: 3, "
        "reinitialisation_heures: 2, navigateur_connu_jours: 30, essais: 4, attente_minutes: 2, "
        "attente_max_minutes: 20, oubli_heures: 6, consultations_mois: 6, argon2_passes: 4, "
        "argon2_memoire_mio: 32, argon2_voies: 2}"
    )
    settings = read(tmp_path, said)

    assert settings.lasting == Lasting(
        idle=timedelta(minutes=10),
        lifetime=timedelta(hours=8),
        invitation=timedelta(days=3),
        reset=timedelta(hours=2),
        known=timedelta(days=30),
        log_months=6,
        lockout=Lockout(
            free=4,
            first=timedelta(minutes=2),
            longest=timedelta(minutes=20),
            forgotten=timedelta(hours=6),
        ),
    )
    assert settings.cost == Cost(passes=4, memory_kib=32 * 1024, lanes=2)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("attente_minutes: 10, attente_max_minutes: 5", "la plus longue attente est au moins"),
        ("consultations_mois: 5", "consultations_mois"),
        ("consultations_mois: 13", "consultations_mois"),
        ("argon2_memoire_mio: 1", "argon2_memoire_mio"),
    ],
)
def test_what_would_not_protect_or_keeps_too_long_is_refused(
    tmp_path: Path, said: str, words: str
) -> None:
    with pytest.raises(BadConfig) as caught:
        read(tmp_path, f"comptes: {{{said}}}")

    assert words in str(caught.value)


def test_the_gate_works_with_what_is_configured(door: Door) -> None:
    assembly = Assembly()
    gate = gate_of(assembly)
    assembly.close()

    assert gate.lasting == assembly.settings.lasting
    assert "m=65536,t=3,p=4" in gate.hashing.of("peu importe lequel")
    assert door.world.store.dialect == gate.store.dialect
