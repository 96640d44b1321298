-- Version 5. When Xero's word was heard, to see that the clock was ahead then; who reads a list for everybody.

ALTER TABLE allowance ADD COLUMN blocked_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
