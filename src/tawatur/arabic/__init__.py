"""Arabic itself: folding, words, verbs, numbers, times, places; every result points back into the original text."""
