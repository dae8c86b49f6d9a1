"""The furniture contract of the demo programme: what was bought of whom, and the papers by which it came to the complexes."""
