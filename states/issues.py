"""Issues: what a line became. A line that ends never moves again."""

from states.page import Machine, Page, State

PAGE = Page(
    machine=Machine.PASSAGE,
    title="Issue d’une ligne",
    source="S0 B.1, C.3 ; note 2024-045 ; webRSA, états des passages",
    states=(
        State(
            code="favorable",
            label="Avis favorable",
            meaning="les services sont favorables à la réorientation",
            final=True,
        ),
        State(
            code="desaccord_rendu",
            label="Désaccord",
            meaning="les services sont en désaccord",
            final=True,
        ),
        State(
            code="ajourne",
            label="Ajournée",
            meaning="les services examineront la situation une autre fois",
            final=True,
        ),
        State(
            code="soutien_rendu",
            label="Soutien technique rendu",
            meaning="les préconisations sont données, sans réorientation",
            final=True,
        ),
        State(
            code="accompagnement_global_rendu",
            label="Accompagnement global rendu",
            meaning="l’entrée, le maintien, la fin ou le non-retenu est dit",
            final=True,
        ),
        State(
            code="accepte",
            label="Acceptée en EP",
            meaning="l’EP est favorable à la réorientation",
            final=True,
        ),
        State(
            code="refuse",
            label="Refusée en EP",
            meaning="l’EP est défavorable à la réorientation",
            final=True,
        ),
        State(
            code="annule",
            label="Annulée en EP",
            meaning="l’EP renvoie la personne à son accompagnement",
            final=True,
        ),
        State(
            code="reporte",
            label="Reportée",
            meaning="la ligne n’a pas été examinée dans cette séance",
            final=True,
        ),
        State(
            code="retire",
            label="Retirée",
            meaning="la ligne n’a plus d’objet",
            final=True,
        ),
    ),
)
