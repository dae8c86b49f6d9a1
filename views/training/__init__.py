"""Training: target, courses, sessions, attendance."""
