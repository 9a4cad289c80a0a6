"""Durable work: steps that survive a killed process."""
