"""Work that lasts, and acts on several dossiers."""

from typing import Annotated

from pydantic import Field

from entrypoints.web.api.answers.acts import AskedField
from entrypoints.web.api.answers.leaves import (
    Answer,
    Anything,
    Code,
    Count,
    Id,
    Instant,
    Label,
    Number,
    Sentence,
)
from workflow.batches.selection import MOST

_Event = Annotated[str, Field(examples=["reaffecter"])]


class Errand(Answer):
    """Work that may last: en_cours, fini (``resultat``), echec (``echec`` says why), arrete (its
    process is gone: ask again)."""

    travail: Id
    sorte: Annotated[str, Field(examples=["lot"])]
    etat: Annotated[str, Field(examples=["fini"])]
    fait: Count
    total: Count | None
    commence_le: Instant
    fini_le: Instant | None
    resultat: Anything | None
    echec: Sentence | None


class Ticked(Answer):
    """A dossier, at the version that was read; null: as it now is."""

    dossier: Number
    version: Annotated[int, Field(ge=1, le=2**31 - 1, examples=[4])] | None = None


class Selection(Answer):
    """The dossiers of an act, in their order."""

    dossiers: Annotated[list[Ticked], Field(min_length=1, max_length=MOST)]


class Why(Answer):
    """A sentence about a line, and what to do."""

    phrase: Sentence
    que_faire: Sentence


class LotLine(Answer):
    """A dossier of a selection. ``apercu``: possible, change (somebody changed it since), or
    impossible; ``issue``: fait, laisse or impossible."""

    dossier: Id
    version: Annotated[int, Field(examples=[4])]
    etat: Code
    apercu: Annotated[str, Field(examples=["possible"])] | None
    issue: Annotated[str, Field(examples=["fait"])] | None
    etat_apres: Code | None
    raisons: list[Why]
    fait_le: Instant | None


class Lot(Answer):
    """A selection, frozen as it was read: the act asked of it, what would come of it, what came."""

    lot: Id
    fait_le: Instant
    acte: _Event | None
    champs: Anything
    vu_le: Instant | None
    termine_le: Instant | None
    lignes: list[LotLine]


class LotSummary(Answer):
    """A selection of which an act was asked."""

    lot: Id
    fait_le: Instant
    acte: _Event
    termine_le: Instant | None
    lignes: Count
    faites: Count


class Lots(Answer):
    """Those of the last thirty days, the latest first."""

    lots: list[LotSummary]


class Offered(Answer):
    """An act that several of the dossiers offer: how many, and what it asks for."""

    acte: _Event
    libelle: Label
    dossiers: Count
    champs: list[AskedField]


class OfferedAll(Answer):
    """The acts that may be asked of a selection."""

    actes: list[Offered]


class DoneDespite(Answer):
    """The dossiers that are done although somebody changed them since they were read."""

    malgre: Annotated[list[Number], Field(default_factory=list, max_length=MOST)]
