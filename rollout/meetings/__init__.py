"""The weekly meetings of the follow-up committees: who sits on them, what is planned and minuted, what was decided and what came of it."""
