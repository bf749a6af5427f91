"""Tables over values: columns as data, one model, one delegate, one view."""
