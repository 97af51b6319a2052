"""The letters, in the configuration: who writes, who signs, how a decision is contested, what is
said of personal data, and where the département keeps its own pages."""

from typing import Annotated

from pydantic import Field, Strict

from entrypoints.configuration.kinds import Code, Email, Form, Text
from notifications.letters.models import Act

_Act = Annotated[Act, Strict(False)]
Lines = Annotated[list[Text], Field(min_length=1, max_length=6)]


class ExpediteurForm(Form):
    departement: Annotated[Text, Field(description="La collectivité, en toutes lettres")]
    service: Annotated[Text, Field(description="Le service qui écrit, en toutes lettres")]
    adresse: Annotated[Lines, Field(description="Son adresse, ligne par ligne")]
    telephone: Annotated[Text | None, Field(description="Où répondre aux questions")] = None
    courriel: Annotated[Email | None, Field(description="Où répondre aux questions")] = None
    horaires: Annotated[Text | None, Field(description="Quand quelqu’un répond")] = None


class LogoForm(Form):
    fichier: Annotated[
        Text, Field(description="Image SVG, PNG ou JPEG, à partir du dossier de ce fichier")
    ]
    texte: Annotated[Text, Field(description="Ce qui se lit à la place de l’image")]


class SignataireForm(Form):
    actes: Annotated[
        list[_Act] | None,
        Field(min_length=1, description="Genres d’actes ; rien : tous ceux qui restent"),
    ] = None
    seances: Annotated[
        list[Code] | None,
        Field(
            min_length=1,
            description="Genres de séance dont ces lettres sont ; rien : celles de tous les autres",
        ),
    ] = None
    nom: Annotated[Text, Field(description="Prénom et nom")]
    qualite: Annotated[Text, Field(description="Qualité (CRPA L212-1)")]
    delegation: Annotated[
        Text | None, Field(description="« Pour le président du conseil départemental… »")
    ] = None


class TribunalForm(Form):
    nom: Annotated[Text, Field(description="« tribunal administratif de Montreuil »")]
    adresse: Annotated[Lines, Field(description="Son adresse, ligne par ligne")]
    delai: Annotated[Text, Field(description="Délai pour le saisir")] = "deux mois"
    site: Annotated[Text, Field(description="Télérecours")] = "citoyens.telerecours.fr"


class RecoursForm(Form):
    actes: Annotated[list[_Act], Field(min_length=1, description="Genres d’actes")]
    autorite: Annotated[Text, Field(description="À qui le recours préalable s’adresse")]
    adresse: Annotated[Lines, Field(description="Son adresse, ligne par ligne")]
    courriel: Annotated[Email | None, Field(description="Si le recours peut s’y envoyer")] = None
    delai: Annotated[Text, Field(description="Délai du recours préalable (CASF R262-88)")] = (
        "deux mois"
    )
    reponse: Annotated[Text, Field(description="Délai de la réponse (CASF R262-89)")] = "deux mois"
    tribunal: Annotated[TribunalForm, Field(description="Le juge, après le recours préalable")]


class DonneesForm(Form):
    responsable: Annotated[Text, Field(description="Responsable du traitement, début de phrase")]
    contact: Annotated[Text, Field(description="Où écrire au délégué à la protection des données")]
    finalite: Annotated[Text, Field(description="Suite de « … pour »")] = (
        "organiser votre accompagnement dans le cadre du RSA, comme la loi le prévoit"
    )
    destinataires: Annotated[Text, Field(description="Suite de « Elles sont vues par … »")] = (
        "les services qui vous accompagnent et la commission qui examine votre situation"
    )
    conservation: Annotated[Text, Field(description="Suite de « Elles sont gardées … »")] = (
        "deux ans après votre dernier contact avec nous, puis archivées pendant deux ans"
    )


class AlgorithmeForm(Form):
    finalite: Annotated[Text, Field(description="Suite de « Ce calcul sert à … »")]
    publication: Annotated[Text, Field(description="Où ses règles sont publiées")]
    contact: Annotated[Text, Field(description="À qui les demander")]


class FranceTravailForm(Form):
    site: Annotated[Text, Field(description="Où s’inscrire")] = "www.francetravail.fr"
    telephone: Annotated[Text, Field(description="Qui appeler")] = "39 49"


class CourriersForm(Form):
    expediteur: Annotated[ExpediteurForm, Field(description="Qui écrit")]
    lieu: Annotated[Text, Field(description="D’où les lettres sont datées")]
    logo: Annotated[LogoForm | None, Field(description="En haut de la première page")] = None
    signataires: Annotated[
        list[SignataireForm], Field(min_length=1, description="Qui signe, par genre d’acte")
    ]
    recours: Annotated[
        list[RecoursForm],
        Field(default_factory=list, description="Voies et délais de recours, par genre d’acte"),
    ]
    donnees: Annotated[DonneesForm, Field(description="Information sur les données personnelles")]
    algorithme: Annotated[
        AlgorithmeForm | None,
        Field(description="Mention de l’algorithme d’orientation (CRPA L311-3-1)"),
    ] = None
    france_travail: Annotated[
        FranceTravailForm,
        Field(default_factory=FranceTravailForm, description="L’inscription à France Travail"),
    ]
    souhait: Annotated[Text, Field(description="Comment dire un autre souhait")] = (
        "Dites-le au service qui vous accompagne, ou à nous : vous recevrez une réponse."
    )
    modeles: Annotated[
        Text | None,
        Field(description="Dossier des modèles du département, qui remplacent les nôtres"),
    ] = None
