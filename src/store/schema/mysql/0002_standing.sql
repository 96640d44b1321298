-- Version 2. Whether the store takes changes, and where its rows move to or came from (JSON). From which version on a process may use these
-- tables: a newer release that only added what older ones do not know of leaves it as it was.
ALTER TABLE #store ADD COLUMN works_from INT NOT NULL DEFAULT 2;
ALTER TABLE #store ADD COLUMN is_closed TINYINT NOT NULL DEFAULT 0;
ALTER TABLE #store ADD COLUMN story MEDIUMBLOB;
