"""A line of a séance: which results its nature and its séance allow."""

from rules.actors import Role
from rules.refusals import Refusal
from rules.situation import Act, Situation

_NATURES = {
    "reorientation": "une demande de réorientation",
    "soutien": "un soutien technique",
    "accompagnement_global": "une proposition d’accompagnement global",
}


def devant_icl(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est devant une ICL-I » S0 B.1."""
    return _before(situation, "icl", "l’ICL-I", "S0 B.1")


def devant_ep(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est devant une EP » S0 C.3."""
    return _before(situation, "ep", "l’équipe pluridisciplinaire", "S0 C.3")


def _before(situation: Situation, genre: str, body: str, source: str) -> Refusal | None:
    seance = situation.seance
    if seance is None or seance.genre == genre:
        return None
    return Refusal(
        code="devant_une_autre_instance",
        sentence=f"Ce résultat est celui de {body}, et la ligne n’est pas devant elle.",
        remedy="Choisissez un résultat de la séance où la ligne est inscrite.",
        source=source,
    )


def nature_reorientation(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne porte une demande de réorientation » S0 A.2."""
    return _of_nature(situation, "reorientation")


def nature_soutien(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est un soutien technique » S0 A.2; no accord, no EP, no letter (§0.10)."""
    return _of_nature(situation, "soutien")


def nature_accompagnement_global(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne propose un accompagnement global » note 2024-045."""
    return _of_nature(situation, "accompagnement_global")


def _of_nature(situation: Situation, nature: str) -> Refusal | None:
    passage = situation.passage
    if passage is None or passage.nature == nature:
        return None
    return Refusal(
        code="nature_de_ligne",
        sentence=f"La ligne est {_NATURES.get(passage.nature, 'd’une autre nature')} :"
        f" ce résultat ne vaut que pour {_NATURES[nature]}.",
        remedy="Choisissez un résultat qui convient à la ligne.",
        source="S0 A.2",
    )


def ligne_sans_demande(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne ne porte aucune demande » a request is withdrawn from its dossier."""
    passage = situation.passage
    if passage is None or passage.nature != "reorientation":
        return None
    return Refusal(
        code="retirer_la_demande",
        sentence="La ligne porte une demande de réorientation.",
        remedy="Retirez la demande : sa ligne la suivra.",
    )


def methode_respectee(situation: Situation, act: Act) -> Refusal | None:
    """« une ligne retirée de la liste est examinée collégialement » S0 B.1; any service present
    may ask for it, without a motive (§0.11)."""
    passage = situation.passage
    if situation.values.get("methode") != "liste":
        return None
    if passage is None or passage.methode != "collegiale":
        return None
    return Refusal(
        code="ligne_hors_liste",
        sentence="Un service a retiré cette ligne de la liste : elle est examinée collégialement.",
        remedy="Choisissez la méthode « collegiale ».",
        source="S0 B.1",
        field="methode",
    )


def suppleance_motivee(situation: Situation, act: Act) -> Refusal | None:
    """« le BAT qui supplée l’ALI dit pourquoi » S0 B.2: the ALI writes the results."""
    if act.actor.role is not Role.BAT or "suppleance" in situation.values:
        return None
    return Refusal(
        code="suppleance_sans_motif",
        sentence="Les résultats sont saisis par l’ALI : dites pourquoi vous la suppléez.",
        remedy="Indiquez « suppleance ».",
        source="S0 B.2",
        to_enter=True,
        field="suppleance",
    )
