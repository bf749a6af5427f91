"""From a message to what leaves: variables, languages, variants, overrides, the JSON source map and the rule runner."""
