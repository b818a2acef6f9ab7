"""The database: types, tables, engine, unit of work, migrations, and one file per aggregate.

Callers make sure the schema is there (``migrate.ensure_ready``) and then work in a ``unit_of_work.UnitOfWork``.
SQLite and PostgreSQL are the same code with another URL.
"""
