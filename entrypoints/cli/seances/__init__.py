"""The commands of the séances: programme, who sits, tableau, acts, what is written of them."""
