alter table access_token
    add column expires_at   timestamptz,
    -- Written at most once a minute.
    add column last_used_at timestamptz;

-- The settings' token is no longer stored: it is valid for as long as it is set, and no longer.
delete from access_token where name = 'SIGNALBOX_ADMIN_TOKEN';

-- The first token's text stays in a file: what was revoked must not come back from there.
create table revoked_access_token (
    hash       bytea primary key,
    revoked_at timestamptz not null
);
