"""Posts into tags and counts: one definition, run by DuckDB on one machine and by Spark on many.

kernel   one post -> its tags: pure Python, what all engines must come to
sql      the SQL text that DuckDB and Spark both run
cells    a file of posts -> exact counts of each tag and minute, by DuckDB
"""
