"""Délais: what is changed in the count of a delay, in a dossier or in a séance.

A delay is suspended and extended « sous réserve de justification » (S1, principe 4) by whoever
answers for the procedure: the BOP, and in a séance who coordinates it. A date set by hand knows no
cap: it is the president's. All of it may be told afterwards, once the dossier or the séance is
closed.
"""

from rules.actors import Who
from rules.deadlines.adjustments import DATE_MOTIVES
from rules.deadlines.rule import Scope
from rules.delays.suspensions import MOTIVES
from rules.fields import Field, Kind
from rules.guards.seance import coordinateur
from rules.guards.suspension import (
    date_fixee,
    delai_suspendu,
    periode_de_suspension,
    prolongation_positive,
)
from rules.procedures.catalogue import CATALOGUE
from states.forms import MOTIF_FACULTATIF
from states.page import Everywhere, Exit, Machine, Page

DELAI = Field(
    name="regle",
    label="le délai, par son code",
    kind=Kind.CHOIX,
    choices=tuple(rule.code for rule in CATALOGUE if rule.scope in (Scope.DOSSIER, Scope.PERSONNE)),
)
DELAI_DE_SEANCE = Field(
    name="regle",
    label="le délai, par son code",
    kind=Kind.CHOIX,
    choices=tuple(
        rule.code for rule in CATALOGUE if rule.scope in (Scope.SEANCE, Scope.SEANCE_SERVICE)
    ),
)
SERVICE_CONCERNE = Field(
    name="service",
    label="le service concerné, pour un délai propre à chaque service ; sinon, tous",
    kind=Kind.SERVICE,
    required=False,
)
OUVERTURE = Field(
    name="ouverture",
    label="le fait qui ouvre l’échéance, tel que « echeance expliquer » le donne",
    kind=Kind.CODE,
)
OUVERTURE_FACULTATIVE = Field(
    name="ouverture",
    label="le fait qui ouvre l’échéance ; sinon, toutes celles de ce délai",
    kind=Kind.CODE,
    required=False,
)
SUSPENDU_DU = Field(name="du", label="le premier jour qui ne compte pas", kind=Kind.DATE)
SUSPENDU_AU = Field(
    name="au",
    label="le dernier jour qui ne compte pas, s’il est connu",
    kind=Kind.DATE,
    required=False,
)
DATE_REPRISE = Field(
    name="date", label="la date de reprise, premier jour qui compte de nouveau", kind=Kind.DATE
)
UNITES = Field(
    name="n", label="le nombre d’unités ajoutées, dans l’unité du délai", kind=Kind.ENTIER
)
JOUR_FIXE = Field(name="le", label="le jour fixé, dernier jour du délai", kind=Kind.DATE)
RAISON = Field(name="nature", label="la raison", kind=Kind.CHOIX, choices=tuple(MOTIVES))
RAISON_DE_LA_DATE = Field(
    name="nature", label="la raison", kind=Kind.CHOIX, choices=tuple(DATE_MOTIVES)
)

SUSPENDRE = (SUSPENDU_DU, SUSPENDU_AU, RAISON, MOTIF_FACULTATIF)
PROLONGER = (UNITES, RAISON, MOTIF_FACULTATIF)
FIXER = (JOUR_FIXE, RAISON_DE_LA_DATE, MOTIF_FACULTATIF)

COORDINATION = (Who.BAT, Who.BOP, Who.EP)

DU_DOSSIER = (
    Exit(
        event="suspendre_delai",
        label="Suspendre un délai",
        who=(Who.BOP,),
        guards=(periode_de_suspension,),
        asks=(DELAI, OUVERTURE_FACULTATIVE, *SUSPENDRE),
        facts=("delai_suspendu",),
    ),
    Exit(
        event="reprendre_delai",
        label="Reprendre un délai suspendu",
        who=(Who.BOP,),
        guards=(delai_suspendu,),
        asks=(DELAI, OUVERTURE_FACULTATIVE, DATE_REPRISE),
        facts=("delai_repris",),
    ),
    Exit(
        event="prolonger_delai",
        label="Prolonger un délai",
        who=(Who.BOP,),
        guards=(prolongation_positive,),
        asks=(DELAI, OUVERTURE, *PROLONGER),
        facts=("delai_prolonge",),
    ),
    Exit(
        event="fixer_echeance",
        label="Fixer une échéance à la main",
        who=(Who.PRESIDENT,),
        asks=(DELAI, OUVERTURE, *FIXER),
        facts=("delai_fixe",),
    ),
    Exit(
        event="rendre_delai_au_calcul",
        label="Rendre au calcul une échéance fixée à la main",
        who=(Who.PRESIDENT,),
        guards=(date_fixee,),
        asks=(DELAI, OUVERTURE, MOTIF_FACULTATIF),
        facts=("delai_rendu",),
    ),
)

DE_LA_SEANCE = (
    Exit(
        event="suspendre_delai",
        label="Suspendre un délai de la séance",
        who=COORDINATION,
        guards=(coordinateur, periode_de_suspension),
        asks=(DELAI_DE_SEANCE, SERVICE_CONCERNE, OUVERTURE_FACULTATIVE, *SUSPENDRE),
        facts=("delai_suspendu",),
    ),
    Exit(
        event="reprendre_delai",
        label="Reprendre un délai suspendu de la séance",
        who=COORDINATION,
        guards=(coordinateur, delai_suspendu),
        asks=(DELAI_DE_SEANCE, SERVICE_CONCERNE, OUVERTURE_FACULTATIVE, DATE_REPRISE),
        facts=("delai_repris",),
    ),
    Exit(
        event="prolonger_delai",
        label="Prolonger un délai de la séance",
        who=COORDINATION,
        guards=(coordinateur, prolongation_positive),
        asks=(DELAI_DE_SEANCE, SERVICE_CONCERNE, OUVERTURE, *PROLONGER),
        facts=("delai_prolonge",),
    ),
    Exit(
        event="fixer_echeance",
        label="Fixer à la main une échéance de la séance",
        who=(Who.PRESIDENT,),
        asks=(DELAI_DE_SEANCE, SERVICE_CONCERNE, OUVERTURE, *FIXER),
        facts=("delai_fixe",),
    ),
    Exit(
        event="rendre_delai_au_calcul",
        label="Rendre au calcul une échéance de la séance fixée à la main",
        who=(Who.PRESIDENT,),
        guards=(date_fixee,),
        asks=(DELAI_DE_SEANCE, SERVICE_CONCERNE, OUVERTURE, MOTIF_FACULTATIF),
        facts=("delai_rendu",),
    ),
)

PAGE = Page(
    machine=Machine.DOSSIER,
    title="Délais",
    source="S1, principe 4 : « sous réserve de justification »",
    everywhere=tuple(Everywhere(exit=exit) for exit in DU_DOSSIER),
)

PAGE_DE_LA_SEANCE = Page(
    machine=Machine.SEANCE,
    title="Délais de la séance",
    source="S1, principe 4 : « sous réserve de justification »",
    everywhere=tuple(Everywhere(exit=exit) for exit in DE_LA_SEANCE),
)
