"""The séances of a year: shown, made by the rules of the programmes, put one by one on them."""
