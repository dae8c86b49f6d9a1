"""Official documents: who may issue them, reports, comparisons, published figures, and whether a paper is ours."""
