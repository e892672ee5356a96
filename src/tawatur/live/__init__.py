"""Posts as they come: connections that are kept up, and where alerts go; frames in and out, unread."""
