"""Names from which people of the sample are drawn; nobody in particular bears them."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _words("""
Aïcha Aminata Anaïs Ana-Maria Assia Astou Barbara Béatrice Bintou Camille Catherine Chloé Coumba
Danielle Dilnoza Djeneba Elif Élodie Emma Fatima Fatoumata Françoise Gülsüm Hawa Inès Irina Jeanne
Josiane Kadiatou Karima Khadija Laëtitia Leïla Linh Louise Lucie Maïmouna Malika Manon Marie-Claude
Mariam Martine Nadia Naïma Nathalie Noémie Oumou Patricia Priya Rachida Rokhaya Ruth Samira Sandra
Sarah Ségolène Sophie Thi-Mai Valérie Yasmina Zoé Zohra
""")

MEN = _words("""
Abdou Adama Ahmed Alain Alexandre Ali Alioune Amadou Antoine Antonio Benoît Boubacar Bruno Cheikh
Christophe Cyril David Demba Didier Driss Emmanuel Éric Farid Franck François Gaël Hakim Hamza Hugo
Ibrahima Idrissa Ismaël Jean-Luc Jérôme João Karim Kévin Lamine Laurent Loïc Lucas Mamadou Marc
Mehdi Michel Mohamed Moussa Mustapha Nabil Nicolas Olivier Ousmane Pascal Patrick Quang Rachid
Rajiv Rémi Salim Samba Sébastien Sofiane Stéphane Thierry Tiémoko Yacine Youssef Zoran
""")

SURNAMES = _words("""
Abdallah Achour Almeida Amrani Aubert Bah Ballo Baptiste Barbier Belkacem Benali Bernard Blanchard
Bouchard Boukhris Boyer Camara Carpentier Cissé Colin Costa Coulibaly Courtois Da-Silva Delmas
Dembélé Diaby Diallo Diarra Dieng Diop Doumbia Dramé Dufour Dumas El-Amrani Fernandes Ferreira
Fofana Fontaine Gauthier Ghezzal Girard Gomes Guérin Haddad Hamidi Hoang Ibrahimi Jacquet Joseph
Kaba Kaya Keïta Khelifi Konaté Koné Kouassi Lambert Leblanc Lefèvre Legrand Leroy Lopes Mansouri
Marchal Martins Mbaye Mendy Meunier Moreau Mukendi Nadarajah N’Diaye Ngoma Nguyen Noël Ouattara
Ozturk Pereira Perrin Petit Pham Pierre-Louis Popescu Renard Rezgui Rivière Rodrigues Roussel Saïdi
Sangaré Sanogo Sarr Seck Sidibé Silva Singh Sissoko Soumaré Sow Sylla Tandia Tavares Touré Traoré
Tremblay Vasseur Vidal Yilmaz Zerrouki Zidi
""")

WAYS = (
    ("rue", "Gabriel-Péri"),
    ("rue", "de la République"),
    ("avenue", "Jean-Jaurès"),
    ("boulevard", "Anatole-France"),
    ("rue", "Danielle-Casanova"),
    ("allée", "des Tilleuls"),
    ("rue", "du 8-Mai-1945"),
    ("avenue", "Henri-Barbusse"),
    ("place", "du Marché"),
    ("rue", "Marcel-Cachin"),
    ("rue", "Émile-Zola"),
    ("avenue", "Paul-Vaillant-Couturier"),
    ("cité", "des Peupliers"),
    ("rue", "de Stalingrad"),
    ("impasse", "des Lilas"),
    ("rue", "Louise-Michel"),
)

COMPLEMENTS = ("Bât. A", "Bât. C, esc. 2", "Chez Mme Martin", "Appt 14", "Hall 5")
