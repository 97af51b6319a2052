"""One person's record as it is read here: what it says, and what came of reading it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from exchanges.counter import Counter
from exchanges.webrsa.person import Orientation, PersonRecord
from exchanges.webrsa.referentiel import Referentiel
from rules.profiles import Person
from rules.refusals import Refused
from workflow.acts import placing
from workflow.acts.admissions import Surroundings
from workflow.people.register import LastDossier

Gaps = dict[str, tuple[int | None, Mapping[str, object]]]

ORIENTATION_GAPS = frozenset(
    {
        *("decision_webrsa", "autre_service", "service_different"),
        *("rang_en_avance", "remplace", "transfert"),
    }
)

# A contract that is only being typed, or that was refused, shows no accompagnement.
_NOT_SIGNED = frozenset({"00enregistre", "99rejete"})


@dataclass(slots=True, kw_only=True)
class Reading:
    """One person's record being reconciled, and what came of it.

    ``stock``: the file says everything, an absent group is an empty one. ``last`` is the person's
    newest dossier as the record finds it; ``newcomer``, what is told of somebody who has just been
    registered. ``gaps``: nature → (dossier, detail). ``acts`` are the events that were carried out.
    ``unfinished``: the same record will have to be read again.
    """

    record: PersonRecord
    stock: bool
    referentiel: Referentiel
    counter: Counter
    now: datetime
    generated: datetime
    batch: str
    around: Surroundings
    circonscription: str | None
    right: str
    personne_id: int
    last: LastDossier | None
    newcomer: Person | None
    acts: list[str] = field(default_factory=list)
    born: str | None = None
    gaps: Gaps = field(default_factory=dict)
    unfinished: bool = False

    @property
    def orientation(self) -> Orientation | None:
        """The newest orientation that bears a rang."""
        return self.record.current_orientation

    @property
    def tells_orientations(self) -> bool:
        """Whether no orientation in the record means no orientation in webRSA."""
        return self.stock or "orientations" in self.record.present

    @property
    def places(self) -> bool:
        """Whether somebody who was of no circonscription is of one now."""
        last = self.last
        unplaced = last is not None and last.open and last.circonscription is None
        return unplaced and self.circonscription is not None

    @property
    def settles(self) -> frozenset[str]:
        """The natures of differences that this record may put an end to."""
        natures = {"absent_du_stock", "acte_refuse"}
        if self.record.allocataire is not None:
            natures |= {"commune_inconnue", "clos_ici", placing.AWAITED}
        if self.tells_orientations or self.right == "ferme":
            natures |= ORIENTATION_GAPS
        return frozenset(natures)

    def instant(self, day: date) -> datetime:
        """Noon of a day read in the file, never after the file itself."""
        return min(self._at(day, time(12)), self.generated)

    def morning(self, day: date) -> datetime:
        """The first instant of a day."""
        return self._at(day, time.min)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.counter.rulebook.calendar.tz)

    def day_of(self, instant: datetime) -> date:
        """The day of an instant where the département lives."""
        return self.counter.rulebook.local_day(instant)

    def origin(self, orientation: Orientation) -> str:
        """webRSA's code of the origin of an orientation."""
        code = self.referentiel.code("orient_origine", orientation.origine)
        return code or str(orientation.origine)

    def ali(self, orientation: Orientation) -> int:
        """The ALI that diagnoses: that of the file when the referential names it."""
        ali = self.referentiel.ali
        return orientation.structure_referente if ali is None else ali.identifiant

    def signed(self, orientation: Orientation) -> date | None:
        """The first day of the last contract under way with the service of the orientation."""
        return max(self._contracts(orientation), default=None)

    def _contracts(self, orientation: Orientation) -> Iterator[date]:
        today = self.day_of(self.generated)
        for cer in self.record.cers:
            day = cer.date_debut
            if (
                day is None
                or day < orientation.date_orient
                or cer.structure_referente != orientation.structure_referente
                or self.referentiel.code("cer_statut", cer.statut) in _NOT_SIGNED
            ):
                continue
            if day <= today:
                yield day
            else:
                self.unfinished = True  # it begins after this file: the next one will show it

    def referent(self, orientation: Orientation | None) -> int | None:
        """The référent designated today in the service of the orientation."""
        if orientation is None:
            return None
        return next(
            (
                one.id_referent
                for one in self.record.referents_parcours
                if one.date_fin is None
                and one.id_structure_referente == orientation.structure_referente
            ),
            None,
        )

    def refuse(self, dossier_id: int | None, event: str, refused: Refused) -> None:
        """Lists what the procedure refused; it will be tried again with the next file."""
        codes = [refusal.code for refusal in refused.refusals]
        self.gaps["acte_refuse"] = (dossier_id, {"acte": event, "refus": codes})
        self.unfinished = True

    def differ(self, nature: str, last: LastDossier) -> None:
        """Lists a difference between webRSA's newest orientation and the dossier."""
        orientation = self.orientation
        self.gaps[nature] = (
            last.id,
            {
                "rang_webrsa": None if orientation is None else orientation.rang,
                "service_webrsa": None if orientation is None else orientation.structure_referente,
                "rang_ici": last.rank,
                "service_ici": last.service_id,
                "service_souhaite": last.service_souhaite,
            },
        )
