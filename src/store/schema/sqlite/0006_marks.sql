-- Version 6. What a look-up needs of a write, whatever the settings are by then: whose books, what it carried, and when it may be asked about.
-- Empty or null in claims of before.
ALTER TABLE claim ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN mark TEXT NOT NULL DEFAULT '';
ALTER TABLE claim ADD COLUMN look_up_at INTEGER;
CREATE INDEX claim_job ON claim (job_id);
