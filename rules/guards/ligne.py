"""A line of a séance: which results its nature and its séance allow."""

from datetime import date

from rules.actors import Role
from rules.done import told
from rules.guards.temps import local_day
from rules.refusals import Refusal
from rules.seances.kinds import BODY_LABELS, NATURE_LABELS, Body, Nature
from rules.seances.sight import Sight
from rules.situation import Act, Situation
from rules.wording import day_of_month
from rules.words import Office, Topic


def devant_icl(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est devant une instance de concertation » S0 B.1: the ICL-I."""
    return _before(situation, Body.CONCERTATION, BODY_LABELS[Body.CONCERTATION], Topic.EXAMEN)


def devant_ep(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est devant une EP » S0 C.3."""
    return _before(situation, Body.DECISION, BODY_LABELS[Body.DECISION], Topic.EP)


def devant_les_services(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est devant les services, non devant une EP » S0 B.1; S2."""
    kind = situation.kind
    if kind is None or kind.body is not Body.DECISION:
        return None
    return _elsewhere(situation, "une instance des services", Topic.EXAMEN)


def _before(situation: Situation, body: Body, named: str, topic: Topic) -> Refusal | None:
    kind = situation.kind
    if kind is None or kind.body is body:
        return None
    return _elsewhere(situation, named, topic)


def _elsewhere(situation: Situation, named: str, topic: Topic) -> Refusal:
    return Refusal(
        code="devant_une_autre_instance",
        sentence=f"Ce résultat est celui d’{named}, et la ligne n’est pas devant elle.",
        remedy="Choisissez un résultat de la séance où la ligne est inscrite.",
        source=situation.words.text(topic),
    )


def ligne_partagee(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est partagée avec le service qui agit » S0 A.2, A.3: a service sees the lines of
    another from the moment that it shares them, and says nothing of those that it does not see."""
    dossier, seance, sitting = situation.dossier, situation.seance, situation.sitting
    service = situation.values.get("service", act.actor.service_id)
    if dossier is None or seance is None or sitting is None or not isinstance(service, int):
        return None
    sight = Sight(state=seance.state, sitting=sitting, shared=situation.shared)
    if service not in sitting or sight.shows(dossier.service_id, service):
        return None
    return Refusal(
        code="ligne_non_partagee",
        sentence="Le service qui présente la ligne ne l’a pas encore partagée avec les autres.",
        remedy="Attendez qu’il partage son tableau, ou que l’ordre du jour soit arrêté.",
        source=situation.words.text(Topic.TABLEAU),
    )


def nature_reorientation(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne porte une demande de réorientation » S0 A.2."""
    return _of_nature(situation, Nature.REORIENTATION)


def nature_soutien(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne est un soutien technique » S0 A.2; no accord, no EP, no letter (§0.10)."""
    return _of_nature(situation, Nature.SOUTIEN)


def nature_accompagnement_global(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne propose un accompagnement global » note 2024-045."""
    return _of_nature(situation, Nature.ACCOMPAGNEMENT_GLOBAL)


def _of_nature(situation: Situation, nature: Nature) -> Refusal | None:
    passage = situation.passage
    if passage is None or passage.nature == nature:
        return None
    return Refusal(
        code="nature_de_ligne",
        sentence=f"La ligne est {NATURE_LABELS[Nature(passage.nature)]} :"
        f" ce résultat ne vaut que pour {NATURE_LABELS[nature]}.",
        remedy="Choisissez un résultat qui convient à la ligne.",
        source=situation.words.text(Topic.TABLEAU),
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
        source=situation.words.text(Topic.EXAMEN),
        field="methode",
    )


def liste_admise(situation: Situation, act: Act) -> Refusal | None:
    """« ce genre de séance valide sur liste » S0 B.1: a choice of each kind of séance."""
    kind = situation.kind
    if situation.values.get("methode") != "liste" or kind is None or kind.on_list:
        return None
    return Refusal(
        code="liste_non_admise",
        sentence=f"« {kind.label} » examine chaque ligne collégialement.",
        remedy="Choisissez la méthode « collegiale ».",
        source=situation.words.text(Topic.EXAMEN),
        field="methode",
    )


def nature_admise(situation: Situation, act: Act) -> Refusal | None:
    """« la séance choisie examine des lignes de cette nature » a choice of each kind of séance."""
    kind, nature = situation.kind, situation.values.get("nature", Nature.REORIENTATION)
    if kind is None or nature in kind.natures:
        return None
    return Refusal(
        code="nature_non_admise",
        sentence=f"« {kind.label} » n’examine pas {NATURE_LABELS[Nature(str(nature))]}.",
        remedy="Choisissez une séance d’un autre genre.",
        source=situation.words.text(Topic.TABLEAU),
        field="seance",
    )


def suppleance_motivee(situation: Situation, act: Act) -> Refusal | None:
    """« le BAT qui supplée l’ALI dit pourquoi » S0 B.2: the ALI writes the results of an
    ICL-I; those of an instance d’appui are its coordinator's."""
    if act.actor.role is not Role.BAT or "suppleance" in situation.values:
        return None
    if situation.kind is not None and situation.kind.body is Body.APPUI:
        return None
    return Refusal(
        code="suppleance_sans_motif",
        sentence=f"Les résultats sont saisis par {situation.words.office(Office.ALI)} : dites"
        " pourquoi vous le faites à sa place.",
        remedy="Indiquez « suppleance ».",
        source=situation.words.text(Topic.RESULTATS),
        to_enter=True,
        field="suppleance",
    )


def prevenue_apres_la_demande(situation: Situation, act: Act) -> Refusal | None:
    """« la personne n’est pas prévenue avant d’avoir demandé » S2."""
    demande, line, day = situation.demande, situation.passage, situation.values.get("date")
    if demande is None or line is None or line.demande_id != demande.id:
        return None
    asked = local_day(demande.opened, act)
    if not isinstance(day, date) or day >= asked:
        return None
    return Refusal(
        code="prevenue_avant_la_demande",
        sentence=f"La demande est du {day_of_month(asked)} : la personne n’a pas pu en être"
        f" prévenue le {day_of_month(day)}.",
        remedy="Corrigez « date ».",
        source=situation.words.text(Topic.PREVENIR),
        field="date",
    )


def aucune_ligne(situation: Situation, act: Act) -> Refusal:
    """Why nothing can be done of a line that is not there. Somebody whose right closed this morning
    has none any more: their dossier ended, and its line left the séance with it."""
    closed = situation.last("droit_ferme")
    dossier = situation.dossier
    if dossier is not None and dossier.droit == "ferme" and closed is not None:
        return Refusal(
            code="droit_ferme_depuis",
            sentence="Le droit au RSA est fermé depuis le"
            f" {day_of_month(local_day(closed.occurred, act))} : le dossier est clos, sa ligne a"
            " quitté la séance.",
            remedy="Si le droit reprend, rouvrez le dossier : « rouvrir ».",
            source="webRSA, sélection des dossiers d’EP",
        )
    return Refusal(
        code="aucune_ligne",
        sentence="Le dossier n’a pas de ligne ouverte dans une séance.",
        remedy="Inscrivez-le d’abord au tableau d’une séance.",
    )


def ligne_deja_inscrite(situation: Situation, act: Act) -> Refusal | None:
    """« le dossier n’a pas déjà de ligne ouverte dans la séance choisie » a person is examined once
    in a séance."""
    number = situation.values.get("seance")
    if number not in situation.stands_in:
        return None
    return Refusal(
        code="ligne_deja_inscrite",
        sentence=f"Le dossier a déjà une ligne dans la séance n° {number}.",
        remedy="Choisissez une autre séance, ou attendez le résultat de cette ligne.",
        field="seance",
    )


def personne_suivie(situation: Situation, act: Act) -> Refusal | None:
    """« la personne est dans la file active, là où la séance le demande » S2: « toute personne
    orientée (…), accompagnée dans son parcours par son référent (c’est-à-dire inscrite dans la file
    active) »; a choice of each kind of séance."""
    kind, dossier = situation.kind, situation.dossier
    if kind is None or dossier is None or not kind.active_only:
        return None
    if situation.has("accompagnement_commence", of_dossier=dossier.id):
        return None
    return Refusal(
        code="hors_file_active",
        sentence=f"« {kind.label} » examine les situations de la file active : l’accompagnement de"
        " cette personne n’a pas commencé.",
        remedy="Enregistrez d’abord la prise en charge, ou mobilisez les partenaires en direct.",
        source=situation.words.text(Topic.FILE_ACTIVE),
        field="seance",
    )


def pas_encore_admise(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne n’est pas déjà gardée hors délai dans cette séance »"""
    done = situation.already.get("admettre_hors_delai")
    if done is None:
        return None
    return Refusal(
        code="ligne_deja_admise",
        sentence="La ligne est déjà gardée hors délai dans cette séance"
        f"{told(done, act.occurred.tzinfo)}.",
        remedy="Il n’y a rien à faire.",
    )


def pas_encore_collegiale(situation: Situation, act: Act) -> Refusal | None:
    """« la ligne n’est pas déjà retirée de la liste » S0 B.1."""
    passage = situation.passage
    if passage is None or passage.methode != "collegiale":
        return None
    done = situation.already.get("demander_collegiale")
    return Refusal(
        code="ligne_deja_collegiale",
        sentence="L’examen collégial de la ligne est déjà demandé"
        f"{told(done, act.occurred.tzinfo)}.",
        remedy="Il n’y a rien à faire.",
        source=situation.words.text(Topic.EXAMEN),
    )
