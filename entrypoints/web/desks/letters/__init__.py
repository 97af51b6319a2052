"""Letters: made, printed together, told posted or come back; where the post has them."""
