"""The follow-up committees: meetings, decisions, obstacles, letters, approvals."""
