"""The letters to the allocataire: what the post may have done with them, and when."""

from datetime import date

from rules.facts import Fact
from rules.guards.temps import local_day
from rules.letters.calls import DEAD, sending
from rules.letters.kinds import LetterView
from rules.refusals import Refusal
from rules.situation import Act, DossierView, Situation
from rules.wording import day_of_month, numbered

_TOLD = frozenset({"courrier_envoye", "orientation_notifiee"})
_SEE = "Voyez-en les lettres : « lettre lister --dossier N »."


def lettre_du_dossier(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre est de ce dossier, et n’est pas annulée »"""
    number, letter, dossier = situation.values.get("lettre"), situation.letter, situation.dossier
    if not isinstance(number, int) or dossier is None:
        return None
    if letter is None or letter.id != number or letter.dossier_id != dossier.id:
        return Refusal(
            code="lettre_inconnue",
            sentence=f"La lettre {numbered(number)} n’est pas de ce dossier.",
            remedy=_SEE,
            field="lettre",
        )
    if letter.annulled:
        return Refusal(
            code="lettre_annulee",
            sentence=f"La lettre {numbered(letter.id)} est annulée : une autre l’a remplacée.",
            remedy=_SEE,
            field="lettre",
        )
    return None


def lettre_a_poster(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre n’est pas déjà partie, et ne part pas avant d’être produite »"""
    letter = situation.letter
    if letter is None:
        return None
    if letter.sent is not None:
        return Refusal(
            code="lettre_deja_envoyee",
            sentence=f"La lettre {numbered(letter.id)} est partie le {day_of_month(letter.sent)}.",
            remedy="Si cette date est fausse, corrigez l’acte : « dossier corriger ».",
            field="lettre",
        )
    if situation.today < letter.produced:
        return Refusal(
            code="envoi_avant_production",
            sentence=f"La lettre {numbered(letter.id)} n’existe que depuis le"
            f" {day_of_month(letter.produced)}.",
            remedy="Corrigez la date d’envoi.",
            field="date",
        )
    return None


def lettre_de_cette_decision(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre est celle de la décision à notifier » CASF R262-91: the person is told of this
    decision, not of an earlier one."""
    letter, dossier = situation.letter, situation.dossier
    if letter is None or dossier is None:
        return None
    decided = _entered(situation, dossier)
    entry = None if decided is None else decided.seq
    if _notifies(letter, dossier) and letter.entry == entry:
        return None
    return Refusal(
        code="lettre_d_une_autre_decision",
        sentence=f"La lettre {numbered(letter.id)} n’est pas celle de la décision à notifier.",
        remedy="Produisez la lettre de cette décision : « lettre produire ».",
        source="CASF R262-91",
        field="lettre",
    )


def lettre_sans_notification(situation: Situation, act: Act) -> Refusal | None:
    """« l’envoi de la lettre ne se dit pas par l’acte qui notifie la décision »"""
    letter, dossier = situation.letter, situation.dossier
    if letter is None or dossier is None or not _notifies(letter, dossier):
        return None
    return Refusal(
        code="lettre_qui_notifie",
        sentence=f"Envoyer la lettre {numbered(letter.id)}, c’est notifier la décision.",
        remedy="« lettre envoyee » choisit l’acte.",
        field="lettre",
    )


def envoi_avant_la_cloture(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre est partie avant que l’on sache le dossier clos, et avant le jour où l’on apprend
    un décès » nothing leaves after a death (JOINTS.md, clos_deces: « aucune lettre »), nor for a
    right or a territory that was left; what left in good faith left, and is told."""
    dossier = situation.dossier
    over = None if dossier is None else _entered(situation, dossier)
    if dossier is None or over is None:
        return None
    since, known = local_day(over.occurred, act), local_day(over.known, act)
    # A day has no hours: of a letter posted on the day that a death is learnt, what is sure is that
    # its sending is told after.
    died = dossier.state == DEAD
    if situation.today < known or (situation.today == known and not died):
        return None
    learnt = "" if known == since else f" (appris le {day_of_month(known)})"
    return Refusal(
        code="courrier_arrete",
        sentence=(
            f"La personne est décédée le {day_of_month(since)}{learnt} : plus aucun courrier ne"
            " part."
            if died
            else f"Le dossier est clos depuis le {day_of_month(since)}{learnt} : la lettre n’a plus"
            " d’objet."
        ),
        remedy="Une lettre partie avant qu’on l’apprenne s’enregistre à la date de son départ ;"
        " partie le même jour, défaites d’abord l’acte (« dossier corriger »), puis refaites-le.",
        field="date",
    )


def lettre_partie(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre est partie avant ce jour »"""
    letter = situation.letter
    if letter is None or (letter.sent is not None and letter.sent <= situation.today):
        return None
    return _not_sent(situation, f"La lettre {numbered(letter.id)} n’est pas partie")


def courrier_parti(situation: Situation, act: Act) -> Refusal | None:
    """« sans numéro de lettre, le courrier de la décision est parti avant ce jour » a letter that
    was typed elsewhere."""
    dossier = situation.dossier
    if dossier is None or "lettre" in situation.values:
        return None
    told = (f for f in situation.facts if f.code in _TOLD and f.subject.id == dossier.id)
    sent = next((local_day(fact.occurred, act) for fact in told), None)
    if sent is not None and sent <= situation.today:
        return None
    return _not_sent(situation, "Aucun courrier de décision n’est parti")


def _not_sent(situation: Situation, what: str) -> Refusal:
    return Refusal(
        code="courrier_non_envoye",
        sentence=f"{what} avant le {day_of_month(situation.today)}.",
        remedy="Corrigez la date, ou enregistrez d’abord l’envoi : « lettre envoyee ».",
        field="date",
    )


def lettre_en_chemin(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre n’est ni reçue ni revenue » a letter arrives once."""
    letter = situation.letter
    if letter is None:
        return None
    over = letter.received or letter.returned
    if over is None:
        return None
    became = "reçue" if letter.received is not None else "revenue"
    return Refusal(
        code=f"lettre_deja_{'recue' if letter.received is not None else 'revenue'}",
        sentence=f"La lettre {numbered(letter.id)} est {became} le {day_of_month(over)}.",
        remedy="Si cette date est fausse, corrigez l’acte : « dossier corriger ».",
        field="lettre",
    )


def lettre_pas_encore_presentee(situation: Situation, act: Act) -> Refusal | None:
    """« la première présentation n’est pas déjà dite » only the first one counts."""
    letter = situation.letter
    if letter is None or letter.presented is None:
        return None
    return Refusal(
        code="lettre_deja_presentee",
        sentence=f"La lettre {numbered(letter.id)} a été présentée une première fois le"
        f" {day_of_month(letter.presented)}.",
        remedy="Enregistrez sa réception ou son retour.",
        field="lettre",
    )


def reception_apres_presentation(situation: Situation, act: Act) -> Refusal | None:
    """« la lettre n’est pas reçue avant d’être présentée »"""
    letter = situation.letter
    if letter is None or letter.presented is None or situation.today >= letter.presented:
        return None
    return Refusal(
        code="reception_avant_presentation",
        sentence=f"La lettre {numbered(letter.id)} n’a été présentée que le"
        f" {day_of_month(letter.presented)}.",
        remedy="Corrigez la date.",
        field="date",
    )


def retour_apres_presentation(situation: Situation, act: Act) -> Refusal | None:
    """« la première présentation n’est pas déjà dite d’un autre jour, ni postérieure au retour, qui
    n’est pas à venir » the act is dated of that presentation."""
    letter, back = situation.letter, situation.values.get("revenu_le")
    if letter is not None and letter.presented not in (None, situation.today):
        return Refusal(
            code="presentation_contredite",
            sentence=f"La lettre {numbered(letter.id)} a été présentée le"
            f" {day_of_month(letter.presented)}.",
            remedy="Donnez ce jour de première présentation.",
            field="date",
        )
    if isinstance(back, date) and back < situation.today:
        return Refusal(
            code="retour_avant_presentation",
            sentence=f"Le pli ne peut être revenu le {day_of_month(back)}, avant d’avoir été"
            " présenté.",
            remedy="Corrigez « revenu_le ».",
            field="revenu_le",
        )
    if isinstance(back, date) and back > local_day(act.known, act):
        return Refusal(
            code="date_a_venir",
            sentence=f"« la date du retour du pli » : le {day_of_month(back)} est à venir.",
            remedy="Corrigez « revenu_le ».",
            field="revenu_le",
        )
    return None


def _entered(situation: Situation, dossier: DossierView) -> Fact | None:
    """The entry of the dossier into the state where it stands."""
    own = (fact for fact in reversed(situation.facts) if fact.subject.id == dossier.id)
    return next((fact for fact in own if fact.state == dossier.state), None)


def _notifies(letter: LetterView, dossier: DossierView) -> bool:
    """Whether its sending notifies a decision of the kind that the dossier waits to have told."""
    return letter.decides and sending(letter.kind, dossier.state) is not None
