"""“Why?”: what the rules and reasons tables know about a finding, an answer or a test, as a popover."""
