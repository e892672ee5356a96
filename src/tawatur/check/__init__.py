"""Check an article that anybody wrote: what changes the story first, then what is unsourced, altered, malformed."""
