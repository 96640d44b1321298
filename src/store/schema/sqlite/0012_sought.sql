-- Version 12. What a search looks at: the texts of 32 rows each in one, so that a million rows are searched in a twentieth of the time. A text here may
-- say more than its rows do, never less: what is found is looked up in them.
CREATE TABLE sought_job (id INTEGER PRIMARY KEY, texts TEXT NOT NULL) STRICT;
CREATE TABLE sought_log (id INTEGER PRIMARY KEY, texts TEXT NOT NULL) STRICT;
INSERT INTO sought_job SELECT id >> 5, group_concat(
    number || char(31) || key || iif(instr(key, entity_id) > 0, '', char(31) || entity_id) || iif(message = '', '', char(31) || message), char(31))
  FROM job GROUP BY id >> 5;
INSERT INTO sought_log SELECT id >> 5, group_concat(number || char(31) || entity_id || char(31) || code || char(31) || message, char(31))
  FROM log GROUP BY id >> 5;
-- Of which rows they are to be written: by the transaction that changed the rows, at its end. A search reads these rows themselves.
CREATE TABLE unsought (of TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (of, id)) STRICT, WITHOUT ROWID;
CREATE TRIGGER job_made_sought AFTER INSERT ON job BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('job', NEW.id >> 5);
END;
CREATE TRIGGER job_changed_sought AFTER UPDATE OF number, key, entity_id, message ON job
WHEN (NEW.number, NEW.key, NEW.entity_id, NEW.message) <> (OLD.number, OLD.key, OLD.entity_id, OLD.message) BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('job', NEW.id >> 5);
END;
CREATE TRIGGER job_gone_sought AFTER DELETE ON job BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('job', OLD.id >> 5);
END;
CREATE TRIGGER log_made_sought AFTER INSERT ON log BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('log', NEW.id >> 5);
END;
CREATE TRIGGER log_changed_sought AFTER UPDATE OF number, entity_id, code, message ON log
WHEN (NEW.number, NEW.entity_id, NEW.code, NEW.message) <> (OLD.number, OLD.entity_id, OLD.code, OLD.message) BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('log', NEW.id >> 5);
END;
CREATE TRIGGER log_gone_sought AFTER DELETE ON log BEGIN
  INSERT OR IGNORE INTO unsought VALUES ('log', OLD.id >> 5);
END;
-- Fingerprints as bytes from now on; those of before stay as text. A row has one of the two.
ALTER TABLE job ADD COLUMN snapshot_print BLOB;
ALTER TABLE job ADD COLUMN settings_print BLOB;
-- One index where two had the same: what became of jobs since when, and of those of Sync All.
DROP INDEX job_settled;
DROP INDEX job_history;
CREATE INDEX job_settled ON job (state, updated_at, connection, priority);
