"""The letters: followed, printed together, told by the post."""
