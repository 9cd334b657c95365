"""Scenarios worked out: a saved question of siting becomes arrays for the engine, its answer a kept run."""
