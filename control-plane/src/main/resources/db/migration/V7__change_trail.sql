-- Who changed what of a gateway, newest first by (version, position). Names and never values, so that no secret is in
-- it. Goes with its gateway; its oldest entries go when there are too many.
create table change_trail (
    gateway_id  uuid        not null references event_gateway on delete cascade,
    version     bigint      not null,
    position    integer     not null,
    changed_at  timestamptz not null,
    changed_by  text        not null,
    action      text        not null,
    entity_type text        not null,
    entity_id   uuid        not null,
    entity_name text,
    primary key (gateway_id, version, position)
);

-- As every other table of a gateway's has: the trail asks what bears a version.
create index data_plane_certificate_delta on data_plane_certificate (gateway_id, changed_at_version);
