"""What administrators look after: agents, the calendar, the procedure, health, the journal."""
