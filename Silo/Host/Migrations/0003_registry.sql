-- Who there is: organizations, their projects and their API keys. The grains are the only writers.
CREATE SCHEMA registry;

CREATE TABLE registry.organization (
  id         uuid PRIMARY KEY,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX organization_by_age ON registry.organization (created_at, id);

CREATE TABLE registry.project (
  id              bigint PRIMARY KEY CHECK (id > 0),
  organization_id uuid NOT NULL REFERENCES registry.organization,
  name            text NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX project_by_organization ON registry.project (organization_id, id);

-- Only the SHA-256 of a key is stored.
CREATE TABLE registry.api_key (
  id              uuid PRIMARY KEY,
  hash            text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
  organization_id uuid NOT NULL REFERENCES registry.organization,
  role            smallint NOT NULL CHECK (role BETWEEN 0 AND 2),
  label           text NOT NULL,
  scopes          text[] NOT NULL,
  projects        bigint[],
  default_project bigint,
  created_at      timestamptz NOT NULL,
  expires_at      timestamptz,
  revoked_at      timestamptz,
  last_used_at    timestamptz
);
CREATE INDEX api_key_by_organization ON registry.api_key (organization_id, id);
