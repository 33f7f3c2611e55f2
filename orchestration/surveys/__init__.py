"""Respondents → estimates that may be published: the only step that reads answers of persons.

The answers are read where the archive keeps them, by a database in memory; what leaves this package
are estimates after disclosure control and counts over whole waves. They enter the build as any
publisher's figures do.
"""
