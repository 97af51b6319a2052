"""Each occasion has somebody who writes it: none is a template that nothing ever fills."""

import re
from pathlib import Path

from notifications.enclosures import ON_PAPER
from notifications.letters.models import MODELS
from notifications.occasions import OCCASIONS
from notifications.titles import TITLES
from rules.deadlines.rule import Level
from workflow.post.notices import ADDRESSEES, SEANCE_NOTICES

ROOT = Path(__file__).resolve().parents[2]
ALERTS = {f"echeance_{level.value}" for level in Level}
WRITTEN_BY = {
    "calendrier_applique": "workflow/recalculation/telling.py",
    "compte_rendu_a_renvoyer": "workflow/acts/restitution.py",
    "connexion_retardee": "workflow/accounts/alarm.py",
    "convocation": "workflow/seances/participants/convocations.py",
    "delai_change": "workflow/acts/moved_delays.py",
    "echeance_panne": "workflow/sweep/rung_firing.py",
    "import_termine": "exchanges/import_news.py",
    "convocation_annulee": "workflow/acts/prescribers.py",
    "intervenant_remplace": "workflow/seances/participants/visitors.py",
    "invitation_annulee": "workflow/acts/invitations.py",
    "invitation_partenaire": "workflow/acts/invitations.py",
    "ligne_souvent_reportee": "workflow/seances/tableau/agenda.py",
    "lignes_hors_delai": "workflow/seances/tableau/agenda.py",
    "liste_du_mois": "workflow/files/monthly_lists.py",
    "messages_perdus": "rules/telling.py",
    "nouveaux_sans_referent": "exchanges/import_news.py",
    "ordre_du_jour_depasse": "workflow/seances/tableau/agenda.py",
    "personne_a_prevenir": "workflow/post/aloud.py",
    "rapprochement_ecarts": "workflow/recalculation/reconciliation.py",
    "redecoupage_bloque": "workflow/territory/telling.py",
    "relance_convocation": "workflow/seances/tableau/chase.py",
    "relance_tableau": "workflow/seances/tableau/chase.py",
    "territoire_redecoupe": "workflow/territory/telling.py",
    "tic_absent": "entrypoints/silence.py",
    "venue_fixee": "states/intervenant.py",
}
"""What no exit of a dossier's page occasions → the module that writes it."""


def test_every_occasion_is_written_by_an_act_an_alert_or_a_module() -> None:
    assert set(OCCASIONS) == set(ADDRESSEES) | SEANCE_NOTICES | ALERTS | set(WRITTEN_BY)


def test_each_module_names_the_occasion_that_it_writes() -> None:
    silent = {
        occasion: path
        for occasion, path in WRITTEN_BY.items()
        if f'"{occasion}"' not in (ROOT / path).read_text(encoding="utf-8")
    }

    assert silent == {}


def test_every_occasion_with_addressees_is_that_of_an_exit() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "states").glob("*.py"))
    acts = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "workflow" / "acts").glob("*.py")
    )
    named = set(re.findall(r'"([a-z_]+)"', f"{pages}\n{acts}"))

    assert set(ADDRESSEES) <= named


def test_every_occasion_has_its_title() -> None:
    assert set(TITLES) == set(OCCASIONS)
    assert len(set(TITLES.values())) == len(TITLES)


def test_what_leaves_on_paper_has_its_letter() -> None:
    assert set(ON_PAPER) <= set(OCCASIONS)
    assert set(ON_PAPER.values()) <= set(MODELS)
