"""Who may do what, where and by which statement: read from the graph of an environment, decided as its clouds decide.

`reading` puts physical names in place of symbols; `decide/<provider>.py` answers for somebody with an identity and for
anyone straight at the store, `fronts/<provider>.py` for anyone through the CDN; `matrix` asks for every storage;
`forms` are what a person reads. Nothing here starts an engine or asks a cloud.
"""
