"""The guards of points, of visitors, of who is eligible and of what the BOP checks, each satisfied
once and once not."""

from collections.abc import Callable
from dataclasses import replace

from rules.guards import ligne, points, saisine, visitors
from rules.refusals import Refusal
from rules.seances.points import Point, Standing
from rules.seances.visitors import NamedVisitor
from rules.situation import Act, Situation
from tests.situations import (
    DEMANDE,
    DONE,
    ICL,
    KIND_APPUI,
    KIND_VISITED,
    PASSAGE,
    SITUATION,
    fact,
    vary,
)

PLANNED = Point(
    id=4,
    order=1,
    title="Offre nouvelle",
    bearer="ALI",
    minutes=20,
    document=None,
    standing=Standing.PREVU,
    conclusion=None,
)
TREATED = replace(PLANNED, id=5, standing=Standing.TRAITE, conclusion="vu")
GONE = replace(PLANNED, id=6, standing=Standing.RETIRE)
NAMED = NamedVisitor(participant=4, name="Sylvie Roux", address="s.roux@x.fr")
ACTIVE = replace(KIND_APPUI, active_only=True)


def about(state: str = "preparee", **values: object) -> Situation:
    """An agenda with a point of each standing, and a form."""
    agenda = (PLANNED, TREATED, GONE)
    return vary(seance=replace(ICL, state=state), points=agenda, values=values)


POINT_CASES: list[tuple[Callable[[Situation, Act], Refusal | None], Situation, Situation, str]] = [
    (points.point_prevu, about(point=4), about(point=5), "point_absent"),
    (points.point_prevu, SITUATION, about(point=99), "point_absent"),
    (points.point_au_programme, about(point=5), about(point=6), "point_absent"),
    (points.ordre_des_points, about(ordre=(4,)), about(ordre=(4, 6)), "point_absent"),
    (points.ordre_des_points, SITUATION, about(ordre=(4, 4)), "point_en_double"),
    (points.minutes_du_point, about(minutes=20), about(minutes=0), "champ_invalide"),
    (points.minutes_du_point, about(), about(minutes=1441), "champ_invalide"),
    (
        points.point_ajoute_une_fois,
        about(titre="Offre nouvelle", porteur="France Travail"),
        about(titre="offre nouvelle ", porteur="ALI"),
        "point_deja_la",
    ),
    (
        points.point_ajoute_une_fois,
        vary(points=(GONE,), values={"titre": "Offre nouvelle", "porteur": "ALI"}),
        about(titre="Offre nouvelle", porteur="ALI"),
        "point_deja_la",
    ),
    (
        ligne.pas_encore_admise,
        SITUATION,
        vary(already={"admettre_hors_delai": DONE}),
        "ligne_deja_admise",
    ),
    (
        ligne.pas_encore_collegiale,
        vary(already={"admettre_hors_delai": DONE}),
        vary(passage=replace(PASSAGE, methode="collegiale")),
        "ligne_deja_collegiale",
    ),
    (points.ajout_motive, about(), about("arretee"), "ajout_sans_motif"),
    (
        points.ajout_motive,
        about("ouverte", motif="vu ce matin"),
        about("ouverte"),
        "ajout_sans_motif",
    ),
    (points.points_traites, vary(points=(TREATED, GONE)), about(), "points_a_traiter"),
    (
        visitors.intervenant_attendu,
        vary(kind=KIND_VISITED),
        vary(kind=KIND_APPUI),
        "sans_intervenant",
    ),
    (
        visitors.intervenant_pas_encore_nomme,
        vary(visitor=NAMED, values={"nom": "Sylvie Roux", "courriel": "autre@x.fr"}),
        vary(visitor=NAMED, values={"nom": "ROUX, Sylvie", "courriel": "S.Roux@x.fr"}),
        "intervenant_deja_nomme",
    ),
    (
        visitors.intervenant_pas_encore_nomme,
        vary(values={"nom": "Sylvie Roux", "courriel": "s.roux@x.fr"}),
        vary(
            visitor=NAMED,
            values={"nom": "Sylvie Roux", "courriel": "s.roux@x.fr"},
            already={"nommer_intervenant": DONE},
        ),
        "intervenant_deja_nomme",
    ),
    (
        visitors.venue_pas_encore_dite,
        vary(kind=KIND_VISITED),
        vary(kind=KIND_VISITED, already={"fixer_venue": DONE}),
        "venue_deja_dite",
    ),
    (ligne.personne_suivie, vary(kind=KIND_APPUI), vary(kind=ACTIVE), "hors_file_active"),
    (
        ligne.personne_suivie,
        vary(kind=ACTIVE, facts=(fact("accompagnement_commence"),)),
        vary(kind=ACTIVE, facts=(fact("accompagnement_commence", subject=2),)),
        "hors_file_active",
    ),
    (
        saisine.saisine_complete,
        vary(demande=DEMANDE),
        vary(demande=replace(DEMANDE, accord_accueil=None)),
        "saisine_incomplete",
    ),
    (
        saisine.saisine_complete,
        vary(demande=replace(DEMANDE, consulted=None, consultation_impossible=True)),
        vary(demande=replace(DEMANDE, consulted=None)),
        "saisine_incomplete",
    ),
    (saisine.saisine_unique, SITUATION, vary(twin=8), "saisine_en_double"),
    (
        saisine.saisine_unique,
        vary(twin=8, values={"doublon_ecarte": True}),
        vary(twin=8, values={"doublon_ecarte": False}),
        "saisine_en_double",
    ),
]
