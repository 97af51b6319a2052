"""Letters: made, printed together, told posted or come back."""
