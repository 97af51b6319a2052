"""The occasions of a message, and the data that each may carry. One template each, of that name.

The lists are closed: a key that is not here is refused, so that no name, address or motive of a
person ever reaches a mail. A mail gives a reference and what to do; the rest is in the application.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from rules.telling import LOST


class UnknownOccasion(LookupError):
    """No template tells this occasion."""

    def __init__(self, occasion: str) -> None:
        self.occasion = occasion
        super().__init__(f"Aucun modèle de message ne correspond à l’occasion « {occasion} ».")


class UnacceptableData(ValueError):
    """The data lack a key that the occasion needs, or hold something that a mail may not carry."""

    def __init__(self, occasion: str, *, missing: set[str], refused: set[str]) -> None:
        self.occasion = occasion
        self.missing = frozenset(missing)
        self.refused = frozenset(refused)
        faults = [
            f"{words} {', '.join(sorted(keys))}"
            for words, keys in (("il manque", missing), ("n’y ont pas leur place", refused))
            if keys
        ]
        super().__init__(f"Données du message « {occasion} » : {' ; '.join(faults)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """``needs`` are the keys without which nothing can be told; ``may`` those that can be absent
    or None. Every value is text, a whole number or None; dates and instants are in ISO 8601."""

    needs: frozenset[str]
    may: frozenset[str]

    def check(self, name: str, data: Mapping[str, object]) -> None:
        """Raises UnacceptableData when ``data`` are not what this occasion carries."""
        known = self.needs | self.may
        missing = {key for key in self.needs if data.get(key) is None}
        refused = {
            key
            for key, value in data.items()
            if key not in known or not isinstance(value, str | int | None)
        }
        if missing or refused:
            raise UnacceptableData(name, missing=missing, refused=refused)


def _tells(*needs: str, may: tuple[str, ...] = ()) -> Occasion:
    return Occasion(
        needs=frozenset({"reference", *needs}), may=frozenset({"circonscription", *may})
    )


_ECHEANCE = _tells("rule", "label", "due", may=("late_days",))
_DOSSIER = _tells(may=("acte",))
_PLACES = ("lieu", "ancien_lieu")
_SEANCE = _tells(may=("genre", "ancienne_date", "nouvelle_date", *_PLACES))
_COMPTE_RENDU = replace(_SEANCE, may=_SEANCE.may | {"numero", "document"})
_SEANCE_CHANGEE = _tells("genre", "ancienne_date", may=("nouvelle_date", *_PLACES))

OCCASIONS: Mapping[str, Occasion] = MappingProxyType(
    {
        # Deadlines. ``rule`` is the code of the rule, ``due`` an instant.
        "echeance_rappel": _ECHEANCE,
        "echeance_niveau_1": _ECHEANCE,
        "echeance_niveau_2": _ECHEANCE,
        "echeance_niveau_3": _ECHEANCE,
        # ``error`` is the class of the error, never its text, which could quote a person.
        "echeance_panne": _tells("rule", "label", "error", may=("attempts",)),
        "tic_absent": _tells("depuis"),
        # To whose account it is: how many logins failed by the instant ``le``; ``connu``: 1 from a
        # browser that had come in before, else 0.
        "connexion_retardee": _tells("nombre", "le", "connu"),
        # How many messages will not leave by themselves any more, the oldest since that day.
        LOST: _tells("nombre", "depuis"),
        # What the nightly comparison found: how many gaps, among how many open deadlines.
        "rapprochement_ecarts": _tells("jour", "nombre", may=("echeances",)),
        # The map changed on ``jour``: whether the circonscription ends, begins (1 or 0), how many
        # dossiers left it, came, await a result, are to be placed by hand.
        "territoire_redecoupe": _tells(
            *("jour", "arretee", "creee", "partis", "arrives", "en_attente", "a_rattacher"),
            may=("suivantes", "membres", "agents"),
        ),
        # Dossiers that, look after look, cannot follow the map of ``jour``.
        "redecoupage_bloque": _tells("jour", "nombre"),
        # Orientation. ``acte`` is the event that occasions the message.
        "nouveaux_sans_referent": _tells(may=("nombre", "jour")),
        # What files brought at the instant ``jour``, counted; never the name of a file, which may
        # be that of a person.
        "import_termine": _tells(
            *("jour", "fichiers", "lignes", "nouvelles", "mises_a_jour", "actes", "ecarts"),
            "refusees",
        ),
        # ``liste``: orientations or diagnostics; ``mois``: « mai 2026 ».
        "liste_du_mois": _tells("liste", "mois", "nombre"),
        # By which act the date of a delay changed: from ``avant`` to ``due``, None without a date.
        "delai_change": _tells("acte", "rule", "label", may=("avant", "due")),
        # How many delays of a service are counted otherwise by the calendar in use since ``jour``.
        "calendrier_applique": _tells("jour", "nombre"),
        "signalement_recu": _DOSSIER,
        "complement_demande": _DOSSIER,
        "signalement_rejete": _DOSSIER,
        "nouvelle_orientation": _DOSSIER,
        "orientation_notifiee": _DOSSIER,
        # The request. It loses its ground by one of the acts that end a dossier.
        "demande_sans_objet": _tells("acte"),
        "demande_refusee": _DOSSIER,
        "demande_retiree": _DOSSIER,
        "demande_maintenue": _DOSSIER,
        # ``etat``: that of the dossier once it is so.
        "demande_reroutee": _tells(may=("acte", "etat")),
        "refus_notifie": _DOSSIER,
        "reorientation_decidee": _DOSSIER,
        # The saisine. ``canal``: xml, webrsa or mail. What is missing is read in the application.
        "saisine_accusee": _tells(may=("acte", "canal", "recue_le")),
        # To the box of the BOP, with the fiche.
        "saisine_deposee": _DOSSIER,
        "piece_demandee": _DOSSIER,
        # Séances and their lines. ``genre``: its name, « ICL-I »; both dates, both places are the
        # same when none changed.
        "tableau_ouvert": _SEANCE,
        # Its lines, the minutes that they take and those of the séance; ``permanence``: the minutes
        # for which whoever coordinates is there, hardly any line being inscribed.
        "ordre_du_jour_arrete": replace(
            _SEANCE, may=_SEANCE.may | {"situations", "minutes", "duree", "permanence"}
        ),
        "ordre_du_jour_depasse": _tells("genre", "date", "situations", "minutes", "duree"),
        # How many lines came after their delay, and how many of them went to the next séance.
        "lignes_hors_delai": _tells("genre", "date", "nombre", "reportees"),
        # ``numero``: which version; ``document``: compte_rendu, or proces_verbal for an EP.
        "compte_rendu": _COMPTE_RENDU,
        "compte_rendu_corrige": _COMPTE_RENDU,
        "compte_rendu_a_renvoyer": _COMPTE_RENDU,
        "seance_deplacee": _SEANCE_CHANGEE,
        # ``situations``: 0 when the séance is cancelled for want of any.
        "seance_annulee": replace(_SEANCE_CHANGEE, may=_SEANCE_CHANGEE.may | {"situations"}),
        # To whoever comes from outside: how many situations there are, so whether they come.
        "venue_fixee": replace(_SEANCE_CHANGEE, needs=_SEANCE_CHANGEE.needs | {"situations"}),
        "seance_reportee": _SEANCE_CHANGEE,
        # Who sits in it, on which seat (``fonction``); ``en_personne``: 1 when nobody may come in
        # their place. Another date than the old one: they answered for the old one.
        "convocation": _tells(
            *("genre", "nouvelle_date", "fonction", "en_personne"), may=("ancienne_date", *_PLACES)
        ),
        # To whoever was named to come from outside, when somebody else is.
        "intervenant_remplace": _tells("genre", "nouvelle_date"),
        # Whoever was to come for lines that left the séance, on their seat (``fonction``); without
        # one, whoever sits there no more.
        "convocation_annulee": _tells(
            *("genre", "nouvelle_date"), may=("fonction", "ancienne_date", *_PLACES)
        ),
        # To a partner whom a line invites: which line is not told.
        "invitation_partenaire": _tells("genre", "nouvelle_date", may=("ancienne_date", "lieu")),
        "invitation_annulee": _tells("genre", "nouvelle_date", may=("ancienne_date", "lieu")),
        # What is left to be said by word of mouth: ``nouvelle``, the occasion, to whom (``qui``:
        # membre, partenaire or allocataire, and their number), of which séance.
        "personne_a_prevenir": _tells(
            *("nouvelle", "qui", "numero", "seance", "genre", "ancienne_date", "nouvelle_date")
        ),
        # Who was convoked and did not answer: their seat, as it was told them.
        "relance_convocation": _tells(
            *("genre", "nouvelle_date", "fonction", "en_personne"), may=_PLACES
        ),
        # What a service still owes: 1 or 0 for each sending of its tableau and for its needs,
        # how many answers, and of how many of its lines the place, and the guests.
        "relance_tableau": _tells(
            *("genre", "nouvelle_date", "tableau", "partage", "reponses"),
            may=("besoins", "ordre", "invites"),
        ),
        # ``nouvelle_date``: the séance that takes the line; none takes it without one.
        "ligne_reportee": _tells(may=("acte", "nouvelle_date")),
        "ligne_abandonnee": _DOSSIER,
        "ligne_retiree": _DOSSIER,
        # ``accord``: 1 when the allocataire may be invited, else 0.
        "venue_appreciee": _tells("accord", may=("acte",)),
        # ``nombre``: how many séances put it off, this one included.
        "ligne_souvent_reportee": _tells("genre", "date", "nombre"),
        # ``repondant``: initial or souhaite, the service that should have known the person.
        "personne_inconnue": _tells("repondant", may=("acte",)),
        # The right was changed by that act in another dossier of the foyer.
        "droit_du_foyer": _tells("acte", "autre_dossier"),
        # The numbers of letters that were made and will not leave.
        "courriers_arretes": _tells("acte", "lettres"),
        # What the person asks.
        "souhait_exprime": _DOSSIER,
        # ``hors_delai`` 1: after the two months in which the decision could be contested.
        "recours_recu": _tells(may=("acte", "hors_delai")),
    }
)


def check(occasion: str, data: Mapping[str, object]) -> Occasion:
    """The occasion of that name, once ``data`` are found to be what it carries.

    Raises UnknownOccasion, UnacceptableData.
    """
    try:
        found = OCCASIONS[occasion]
    except KeyError:
        raise UnknownOccasion(occasion) from None
    found.check(occasion, data)
    return found
