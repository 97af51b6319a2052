"""The words of every door: dates and delays, acts and choices, as operators read them."""
