"""The plan: waves, promises, deadlines and targets, baselines."""
