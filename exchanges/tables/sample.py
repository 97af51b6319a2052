"""A sample table: invented people of France Travail, and what their agency knows of them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from exchanges.tables.columns import people_and_facts
from exchanges.tables.reader import Format
from exchanges.tables.writing import Written, write_table
from exchanges.webrsa.sample import names
from exchanges.webrsa.sample.codebook import AGENCIES, Codebook
from exchanges.webrsa.sample.territory import circonscriptions
from exchanges.webrsa.values import PARIS

COLUMNS = (
    *("reference", "numero_demande_rsa", "numero_caf", "role", "nom", "prenom"),
    *("date_naissance", "telephone", "email", "adresse", "code_postal", "ville", "sexe"),
    *("niveau_etude", "demande_le", "service_referent", "oriente_le"),
    *("rdv_fixe_le", "rdv_fixe_date_rdv", "rdv_honore_le", "rdv_manque_le"),
    *("relance_le", "relance_nature", "contrat_signe_le", "contrat_signe_nature"),
)
_LEVELS = ("Bac + 2", "Baccalauréat", "CAP ou BEP", "Sans diplôme")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def write_table_sample(
    folder: Path,
    format: Format,
    *,
    people: int,
    seed: int,
    agencies: int,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Path:
    """Writes it, the same for the same arguments: the people of the first ``agencies``, as many as
    there are at most. ``at`` bears its zone."""
    today = at.astimezone(PARIS).date()
    titles = [people_and_facts()[name].title for name in COLUMNS]
    most = max(1, min(agencies, len(AGENCIES)))
    drawn = _people(people, seed, most, today, progress)
    rows = ([row.get(name) for name in COLUMNS] for row in drawn)
    path = folder / f"france-travail_{today:%Y-%m-%d}.{format.value}"
    return write_table(path, format, titles, rows)


def _people(
    wanted: int, seed: int, agencies: int, today: date, progress: Callable[[int], None] | None
) -> Iterator[dict[str, Written]]:
    rng = Random(f"{seed}/france-travail")
    book = Codebook(seed)
    for number in range(wanted):
        yield _person(rng, book, number, rng.randrange(agencies), today)
        if progress is not None:
            progress(1)


def _person(
    rng: Random, book: Codebook, number: int, agency: int, today: date
) -> dict[str, Written]:
    service = book.id("structuresreferentes", f"France Travail {AGENCIES[agency]}")
    commune = rng.choice(circonscriptions()[agency].communes)
    woman = rng.random() < 0.54
    way = rng.choice(names.WAYS)
    oriented = today - timedelta(days=rng.randint(20, 75))
    return {
        "reference": f"{number:07d}{_ALPHABET[number % len(_ALPHABET)]}",
        "numero_demande_rsa": f"{oriented:%y}7{number:08d}",
        "numero_caf": f"{(number * 53 + 7_001) % 10**7:07d}",
        "role": "DEM",
        "nom": rng.choice(names.SURNAMES).upper(),
        "prenom": rng.choice(names.WOMEN if woman else names.MEN),
        "date_naissance": today - timedelta(days=rng.randint(25 * 366, 62 * 365)),
        # Numbers that the regulator keeps for fiction.
        "telephone": f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
        "email": f"personne{number}@example.org" if rng.random() < 0.7 else None,
        "adresse": f"{rng.randint(1, 190)} {way[0]} {way[1]}",
        "code_postal": commune.postcode,
        "ville": commune.name,
        "sexe": "F" if woman else "M",
        "niveau_etude": rng.choice(_LEVELS),
        "demande_le": oriented - timedelta(days=rng.randint(15, 50)),
        "service_referent": str(service),
        "oriente_le": oriented,
        **_facts(rng, oriented, today),
    }


def _facts(rng: Random, oriented: date, today: date) -> dict[str, Written]:
    """What happened since the orientation: well, late, or not yet."""
    fixed = oriented + timedelta(days=rng.randint(2, 16))
    meeting = fixed + timedelta(days=rng.randint(3, 20))
    told: dict[str, Written] = {}
    if rng.random() < 0.15 or fixed > today:
        return told
    told |= {"rdv_fixe_le": fixed, "rdv_fixe_date_rdv": meeting}
    if meeting >= today:
        return told
    if rng.random() < 0.2:
        told["rdv_manque_le"] = meeting
        again = meeting + timedelta(days=rng.randint(1, 14))
        if again < today:
            told |= {"relance_le": again, "relance_nature": "courrier"}
        return told
    told["rdv_honore_le"] = meeting
    signed = meeting + timedelta(days=rng.randint(0, 9))
    if signed < today:
        told |= {"contrat_signe_le": signed, "contrat_signe_nature": "contrat_engagement"}
    return told
