"""News of stages: the matrix that shows them and the forms that record them."""
