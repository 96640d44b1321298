-- Version 8. The store view of what was sent, so that the log can be filtered by it. Lines whose job is gone do not know it.
ALTER TABLE log ADD COLUMN store_id TEXT NOT NULL DEFAULT '';
UPDATE log SET store_id = COALESCE((SELECT store_id FROM job WHERE job.id = log.job_id), '') WHERE job_id IS NOT NULL;
