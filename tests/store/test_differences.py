"""Each kind of difference between the declared tables and the database's is seen, on either database."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, text

from tracker.store.differences import differences


def test_a_database_as_migrated_has_none(engine: Engine) -> None:
    assert differences(engine) == []


BREAKS = [
    # what PostgreSQL is told; what is replaced in SQLite's declaration of which table; what is then reported
    pytest.param(
        "ALTER TABLE job_run ALTER detail TYPE VARCHAR(7)",
        ("job_run", "detail TEXT", "detail INTEGER"),
        r"column job_run\.detail has the type \S+, declared is TEXT$",
        id="type",
    ),
    pytest.param(
        "ALTER TABLE job_run ALTER slot TYPE TIMESTAMP WITHOUT TIME ZONE",
        ("job_run", "slot TEXT", "slot DATE"),
        r"column job_run\.slot has the type",
        id="type of an instant",
    ),
    pytest.param(
        'ALTER TABLE observation ALTER label TYPE TEXT COLLATE "POSIX"',
        ("observation", "label TEXT", "label INTEGER"),
        r"column observation\.label has the type",
        id="type of a label, or its collation",
    ),
    pytest.param(
        "ALTER TABLE job_run ALTER detail DROP NOT NULL",
        ("job_run", "detail TEXT NOT NULL", "detail TEXT"),
        r"column job_run\.detail may be empty",
        id="nullable",
    ),
    pytest.param(
        "ALTER TABLE job_run ALTER finished_at SET NOT NULL",
        ("job_run", "finished_at TEXT", "finished_at TEXT NOT NULL"),
        r"column job_run\.finished_at may not be empty",
        id="not nullable",
    ),
    pytest.param(
        "ALTER TABLE job_run ALTER detail SET DEFAULT 'x'",
        ("job_run", "detail TEXT NOT NULL", "detail TEXT DEFAULT 'x' NOT NULL"),
        r"column job_run\.detail has the default 'x'",
        id="default",
    ),
    pytest.param(
        "ALTER TABLE job_run DROP CONSTRAINT uq_job_run_job_slot",
        ("job_run", ", CONSTRAINT uq_job_run_job_slot UNIQUE (job, slot)", ""),
        r"unique constraint uq_job_run_job_slot on job_run \(job, slot\) is missing",
        id="unique",
    ),
    pytest.param(
        "ALTER TABLE ingest DROP CONSTRAINT fk_ingest_sha256_blob",
        ("ingest", ", CONSTRAINT fk_ingest_sha256_blob FOREIGN KEY(sha256) REFERENCES blob (sha256)", ""),
        r"foreign key fk_ingest_sha256_blob on ingest \(sha256\) is missing",
        id="foreign key",
    ),
    pytest.param(
        "ALTER TABLE ingest DROP CONSTRAINT fk_ingest_sha256_blob, ADD CONSTRAINT fk_ingest_sha256_blob"
        " FOREIGN KEY (sha256) REFERENCES blob (sha256) ON DELETE CASCADE",
        ("ingest", "REFERENCES blob (sha256)", "REFERENCES blob (sha256) ON DELETE CASCADE"),
        r"foreign key fk_ingest_sha256_blob on ingest \(sha256\) is not declared",
        id="cascade",
    ),
    pytest.param(
        "ALTER TABLE candidate_event DROP CONSTRAINT pk_candidate_event",
        ("candidate_event", ", CONSTRAINT pk_candidate_event PRIMARY KEY (event_id)", ""),
        r"the key of candidate_event is \(\), declared is \(event_id\)",
        id="key",
    ),
    pytest.param(
        "ALTER TABLE candidate_event DROP COLUMN document",
        ("candidate_event", ", document TEXT NOT NULL", ""),
        r"column candidate_event\.document is missing",
        id="column",
    ),
    pytest.param(
        "ALTER TABLE candidate_event ADD COLUMN more TEXT",
        ("candidate_event", ", document TEXT NOT NULL", ", document TEXT NOT NULL, more TEXT"),
        r"column candidate_event\.more is not declared",
        id="column more",
    ),
]


@pytest.mark.parametrize(("postgresql", "sqlite", "reported"), BREAKS)
def test_each_difference_is_reported_alone(
    engine: Engine, postgresql: str, sqlite: tuple[str, str, str], reported: str
) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(postgresql))
        else:
            table, old, new = sqlite
            query = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
            declared = re.sub(r"\s+", " ", str(connection.scalar(query, {"name": table}))).replace(" ,", ",")
            assert declared.count(old) == 1, declared
            connection.execute(text(f"DROP TABLE {table}"))
            connection.execute(text(declared.replace(old, new)))
    lines = differences(engine)
    assert any(re.search(reported, line) for line in lines), lines
    assert len(lines) <= 2, lines


def test_tables_and_indexes_too_many_and_too_few_are_reported(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_delivery_state"))
        connection.execute(text("CREATE INDEX ix_more ON delivery (detail)"))
        connection.execute(text("DROP TABLE event_edit"))
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    assert sorted(differences(engine)) == [
        "index ix_delivery_state on delivery (state) is missing",
        "index ix_event_edit_event_id on event_edit (event_id) is missing",
        "index ix_more on delivery (detail) is not declared",
        "table event_edit is missing",
        "table invoices is not declared",
    ]


@pytest.mark.postgresql
def test_ids_the_database_does_not_give_are_reported(new_postgresql, ready_template: str) -> None:
    from tracker.store.engine import open_engine

    engine = open_engine(new_postgresql(ready_template))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE ledger ALTER id DROP DEFAULT"))
    assert differences(engine) == ["column ledger.id is not numbered by the database"]
    engine.dispose()
