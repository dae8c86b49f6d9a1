"""What reports read: figures, the work behind the stages, supply, follow-up, history."""
