-- A project's jobs by the time they ended: job_stats asks for those of the last days. Progress does not touch finished_at.
CREATE INDEX job_by_end ON ledger.job (project_id, finished_at) WHERE finished_at IS NOT NULL;
