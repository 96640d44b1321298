-- Version 11. How many jobs there are, kept beside them by the same transactions: to count a million rows for a screen took seconds.
CREATE TABLE counted (
  connection TEXT NOT NULL,
  entity TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  jobs INTEGER NOT NULL,
  PRIMARY KEY (connection, entity, kind, state)
) STRICT, WITHOUT ROWID;
INSERT INTO counted SELECT connection, entity, kind, state, COUNT(*) FROM job GROUP BY 1, 2, 3, 4;
CREATE TRIGGER job_made AFTER INSERT ON job BEGIN
  INSERT INTO counted VALUES (NEW.connection, NEW.entity, NEW.kind, NEW.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
END;
CREATE TRIGGER job_moved AFTER UPDATE OF connection, entity, kind, state ON job
WHEN (NEW.connection, NEW.entity, NEW.kind, NEW.state) <> (OLD.connection, OLD.entity, OLD.kind, OLD.state) BEGIN
  UPDATE counted SET jobs = jobs - 1 WHERE (connection, entity, kind, state) = (OLD.connection, OLD.entity, OLD.kind, OLD.state);
  INSERT INTO counted VALUES (NEW.connection, NEW.entity, NEW.kind, NEW.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1;
END;
CREATE TRIGGER job_gone AFTER DELETE ON job BEGIN
  UPDATE counted SET jobs = jobs - 1 WHERE (connection, entity, kind, state) = (OLD.connection, OLD.entity, OLD.kind, OLD.state);
END;
-- The queue's page by number.
CREATE INDEX job_number ON job (number, state);
