"""Letters to the allocataire: made, posted, followed, printed again."""
