"""What the API answers, as models: each answer is checked against its own before it leaves."""
