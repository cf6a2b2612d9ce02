-- The job ledger: what was moved for whom. Sums are always computed from these rows; TeamGrain is their only writer, and keeps in memory
-- what can be rebuilt from them.
CREATE SCHEMA ledger;

-- Progress updates touch rows, reported_at and latest_error only. No index holds those columns, so such updates stay on their page (HOT).
CREATE TABLE ledger.job (
  id              uuid PRIMARY KEY,
  project_id      bigint NOT NULL REFERENCES registry.project,
  kind            text NOT NULL CHECK (kind IN ('import', 'materialization', 'backfill')),
  source_id       uuid,
  source_type     text,
  name            text,
  billable        boolean NOT NULL,
  workflow_run_id text,
  origin          text,
  status          text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'failed', 'cancelled', 'stale')),
  rows            bigint NOT NULL DEFAULT 0 CHECK (rows >= 0),
  created_at      timestamptz NOT NULL,
  reported_at     timestamptz NOT NULL,
  finished_at     timestamptz,
  latest_error    text,
  CHECK ((status = 'running') = (finished_at IS NULL)),
  -- Without a source the breakdown by source could not add up to what is counted.
  CHECK (kind <> 'import' OR source_id IS NOT NULL),
  CHECK (kind <> 'backfill' OR NOT billable)
) WITH (fillfactor = 80);
-- A project's jobs of a period, and its latest jobs.
CREATE INDEX job_by_age ON ledger.job (project_id, created_at DESC, id);
CREATE INDEX job_running ON ledger.job (project_id) WHERE status = 'running';

CREATE TABLE ledger.source (
  project_id bigint NOT NULL REFERENCES registry.project,
  id         uuid NOT NULL,
  type       text NOT NULL,
  name       text,
  created_at timestamptz NOT NULL,
  removed_at timestamptz,
  PRIMARY KEY (project_id, id)
);

-- Tables that a project's jobs load. They stand in the organization's one warehouse, so a name has one owner in the organization.
CREATE TABLE ledger.project_table (
  organization_id uuid NOT NULL REFERENCES registry.organization,
  name            text NOT NULL,
  project_id      bigint NOT NULL REFERENCES registry.project,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (organization_id, name)
);
CREATE INDEX project_table_by_project ON ledger.project_table (project_id);

-- Rows the billing service has acknowledged, for exactly one period of one project.
CREATE TABLE ledger.acknowledgement (
  project_id bigint NOT NULL REFERENCES registry.project,
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
  rows       bigint NOT NULL CHECK (rows >= 0),
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (project_id, starts_at, ends_at)
);

-- What the billing service said, in the order it said it: the last word that has begun holds. Without a start it means: the default again.
CREATE TABLE ledger.billing_period (
  organization_id uuid NOT NULL REFERENCES registry.organization,
  number          bigint GENERATED ALWAYS AS IDENTITY,
  "interval"      text,
  starts_at       timestamptz,
  ends_at         timestamptz CHECK (ends_at > starts_at),
  said_at         timestamptz NOT NULL,
  PRIMARY KEY (organization_id, number),
  CHECK (num_nulls("interval", starts_at, ends_at) IN (0, 3))
);
