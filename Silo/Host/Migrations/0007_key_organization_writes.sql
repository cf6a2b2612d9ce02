-- Whether a key that is limited to projects may also change what belongs to its whole organization. Keys that exist keep what they could.
ALTER TABLE registry.api_key ADD COLUMN organization_writes boolean NOT NULL DEFAULT true;
