"""What whoever keeps the application looks at and changes: agents, rules, drawings, health."""
