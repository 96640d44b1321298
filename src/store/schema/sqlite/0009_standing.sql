-- Version 9. Whether the store takes changes, and where its rows move to or came from (JSON); one row.
CREATE TABLE standing (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_closed INTEGER NOT NULL,
  story TEXT NOT NULL
) STRICT;
INSERT INTO standing (id, is_closed, story) VALUES (1, 0, '');
