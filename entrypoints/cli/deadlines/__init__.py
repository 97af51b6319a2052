"""The commands of the delays: dates explained and changed, shares kept, the calendar."""
