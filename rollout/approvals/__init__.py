"""Whether a committee's figures came, came in time, were approved, and what changed of them afterwards."""
