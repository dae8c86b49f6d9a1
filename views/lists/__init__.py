"""What lists share: columns, order, kept views, sheets of what is seen."""
