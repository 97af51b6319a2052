"""A small sample, made once, and a people file that each test spoils in its own way."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from exchanges.webrsa.referentiel import Referentiel, read_referentiel
from exchanges.webrsa.sample.files import write_samples
from exchanges.webrsa.values import PARIS

WRITTEN_AT = datetime(2025, 3, 3, 6, 0, tzinfo=PARIS)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Referential and people of two ALI: 60 people, one of them in both files."""
    return write_samples(tmp_path_factory.mktemp("sample"), people=60, seed=93, at=WRITTEN_AT)


@pytest.fixture(scope="session")
def referentiel(sample: list[Path]) -> Referentiel:
    """The lists of the first ALI."""
    return read_referentiel(sample[0])


DOSSIER = """
<dossier>
<id_personne>{person}</id_personne>
<allocataire>
<civilite>1</civilite><nom>CAMARA</nom><prenom>Zoé</prenom><nir>2850193008123</nir>
<numero_caf>0041213</numero_caf><date_naissance>1985-01-31</date_naissance>
<code_postal>1200</code_postal><ville>Bellegarde</ville>
<date_demande_rsa>2024-11-02</date_demande_rsa><numero_demande_rsa>24000000012</numero_demande_rsa>
<etat_droit>2</etat_droit><role_personne>3</role_personne>
<nb_enfants_foyer>0</nb_enfants_foyer><situation_familiale>4</situation_familiale>
</allocataire>
{more}
</dossier>"""

ORIENTATION = """
<orientations><orientation>
<id_orient_webrsa>7</id_orient_webrsa><date_orient>2025-01-10</date_orient>
<origine_orient>5</origine_orient><statut_orient>6</statut_orient><type_orient>8</type_orient>
<rang_orient>1</rang_orient><structure_referente>9</structure_referente>
<tag_entretien_diag>1</tag_entretien_diag>
</orientation></orientations>"""


@pytest.fixture
def people_text() -> Callable[..., str]:
    """The text of a people file, from the text of its dossiers (one of each number by default)."""

    def build(*dossiers: str, stock: str = "1") -> str:
        inside = "".join(dossiers) or DOSSIER.format(person=1, more=ORIENTATION)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<WebRSA-ALI>\n<entete>'
            "<date_generation>2025-03-03 06:00:00</date_generation>"
            "<id_structure_ali>41</id_structure_ali><libelle_ali>ALI de Bobigny</libelle_ali>"
            f"<fichier_stock>{stock}</fichier_stock></entete>\n"
            f"<dossiers>{inside}\n</dossiers></WebRSA-ALI>\n"
        )

    return build


@pytest.fixture
def dossier() -> Callable[..., str]:
    """The text of one dossier, with one orientation unless `more` says otherwise."""

    def build(person: int = 1, more: str = ORIENTATION) -> str:
        return DOSSIER.format(person=person, more=more)

    return build


@pytest.fixture
def people_file(tmp_path: Path) -> Callable[[str], Path]:
    """Puts a text in a file."""

    def write(text: str) -> Path:
        path = tmp_path / "export_webrsa_ali_41_stock_2025-03-03_06-00-00.xml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
