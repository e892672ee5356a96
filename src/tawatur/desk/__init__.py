"""The browser desk: routes and pages. It shows what the store holds and calls the pipeline; it computes nothing.

app        puts the parts together
security   who may ask: host, origin, token, cross-site requests, sizes, headers
settings   what a browser chose: language, zone, shortcuts
workplace  the data folder as the desk uses it: reading, writing by one at a time, the board, jobs, news for the pages
pages      records -> HTML: templates, words, static files
articles, stories, board, topics, records, sources, api, receiver: one module a screen
"""
