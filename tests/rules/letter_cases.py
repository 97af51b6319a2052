"""The guards of letters and of the post, each once satisfied, once not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rules.guards import courrier
from rules.letters.kinds import Kind, LetterView
from rules.refusals import Refusal
from rules.situation import Act, Situation
from tests.situations import DOSSIER, TODAY, fact, vary

Guard = Callable[[Situation, Act], Refusal | None]

LETTER = LetterView(
    id=4,
    dossier_id=DOSSIER.id,
    kind=Kind.REORIENTATION_ACCEPTEE,
    entry=7,
    line=None,
    annulled=False,
    made=datetime.combine(TODAY - timedelta(days=3), time(8), tzinfo=UTC),
    produced=TODAY - timedelta(days=3),
)
SENT = replace(LETTER, sent=TODAY - timedelta(days=2))


def days(count: int) -> date:
    return TODAY - timedelta(days=count)


def about(letter: LetterView | None, state: str = "notifie", **values: object) -> Situation:
    """The act names letter 4, of a dossier in that state since its entry 7, yesterday."""
    entered = fact(f"etat:{state}", -1)._replace(seq=7)
    return vary(
        dossier=replace(DOSSIER, state=state),
        facts=(entered,),
        letter=letter,
        values={"lettre": 4, **values},
    )


def without(*facts: Any) -> Situation:
    """The act names no letter."""
    return vary(facts=facts, values={})


LETTER_CASES: list[tuple[Guard, Situation, Situation, str]] = [
    (courrier.lettre_du_dossier, about(LETTER), about(None), "lettre_inconnue"),
    (
        courrier.lettre_du_dossier,
        about(LETTER),
        about(replace(LETTER, dossier_id=9)),
        "lettre_inconnue",
    ),
    (
        courrier.lettre_du_dossier,
        without(),
        about(replace(LETTER, annulled=True)),
        "lettre_annulee",
    ),
    (courrier.lettre_a_poster, about(LETTER), about(SENT), "lettre_deja_envoyee"),
    (
        courrier.lettre_a_poster,
        about(replace(LETTER, produced=TODAY)),
        about(replace(LETTER, produced=TODAY + timedelta(days=1))),
        "envoi_avant_production",
    ),
    (
        courrier.lettre_de_cette_decision,
        about(LETTER, "a_notifier"),
        about(replace(LETTER, entry=3), "a_notifier"),
        "lettre_d_une_autre_decision",
    ),
    (
        courrier.lettre_de_cette_decision,
        about(replace(LETTER, kind=Kind.REORIENTATION_REFUSEE), "refus_a_notifier"),
        about(LETTER, "refus_a_notifier"),
        "lettre_d_une_autre_decision",
    ),
    (
        courrier.lettre_de_cette_decision,
        without(),
        about(replace(LETTER, kind=Kind.CONVOCATION), "a_notifier"),
        "lettre_d_une_autre_decision",
    ),
    (
        courrier.lettre_sans_notification,
        about(replace(LETTER, kind=Kind.CONVOCATION), "a_notifier"),
        about(LETTER, "a_notifier"),
        "lettre_qui_notifie",
    ),
    (
        courrier.lettre_sans_notification,
        about(replace(LETTER, kind=Kind.REORIENTATION_REFUSEE), "accompagnement"),
        about(replace(LETTER, kind=Kind.REORIENTATION_REFUSEE), "refus_a_notifier"),
        "lettre_qui_notifie",
    ),
    (
        courrier.envoi_avant_la_cloture,
        replace(about(LETTER, "clos_deces"), today=days(2)),
        replace(about(LETTER, "clos_deces"), today=days(1)),
        "courrier_arrete",
    ),
    (
        courrier.envoi_avant_la_cloture,
        replace(about(LETTER, "clos_droit_ferme"), today=days(1)),
        about(LETTER, "clos_droit_ferme"),
        "courrier_arrete",
    ),
    (courrier.lettre_partie, about(SENT), about(LETTER), "courrier_non_envoye"),
    (
        courrier.lettre_partie,
        without(),
        replace(about(SENT), today=days(3)),
        "courrier_non_envoye",
    ),
    (
        courrier.courrier_parti,
        without(fact("courrier_envoye", -1)),
        without(fact("courrier_envoye", -1, subject=2)),
        "courrier_non_envoye",
    ),
    (
        courrier.courrier_parti,
        without(fact("orientation_notifiee", 0)),
        without(fact("courrier_envoye", +1)),
        "courrier_non_envoye",
    ),
    (
        courrier.lettre_en_chemin,
        about(SENT),
        about(replace(SENT, received=days(1))),
        "lettre_deja_recue",
    ),
    (
        courrier.lettre_en_chemin,
        without(),
        about(replace(SENT, returned=days(1))),
        "lettre_deja_revenue",
    ),
    (
        courrier.lettre_pas_encore_presentee,
        about(SENT),
        about(replace(SENT, presented=days(1))),
        "lettre_deja_presentee",
    ),
    (
        courrier.reception_apres_presentation,
        about(replace(SENT, presented=TODAY)),
        about(replace(SENT, presented=TODAY + timedelta(days=1))),
        "reception_avant_presentation",
    ),
    (
        courrier.retour_apres_presentation,
        about(replace(SENT, presented=TODAY), revenu_le=TODAY),
        about(replace(SENT, presented=days(1))),
        "presentation_contredite",
    ),
    (
        courrier.retour_apres_presentation,
        about(SENT, revenu_le=TODAY),
        about(SENT, revenu_le=days(1)),
        "retour_avant_presentation",
    ),
    (
        courrier.retour_apres_presentation,
        about(SENT, revenu_le=TODAY),
        about(SENT, revenu_le=TODAY + timedelta(days=15)),
        "date_a_venir",
    ),
]
