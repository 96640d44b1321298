-- Version 4. When the shop first called an invoice paid that was open before: the day (YYYY-MM-DD), null while it is open.
CREATE TABLE paid (
  connection TEXT NOT NULL,
  key TEXT NOT NULL,
  day TEXT,
  PRIMARY KEY (connection, key)
) STRICT, WITHOUT ROWID;
-- The store view of what was sent, for people.
ALTER TABLE link ADD COLUMN store TEXT;
