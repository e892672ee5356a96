"""A sourced roundup from posts: every sentence carries the evidence that it rests on."""
