"""Tables, their constraints and their queries, a file a noun."""

# Its listeners keep the index of names, whoever writes one.
from tutorhub_app.data import name_words as name_words
