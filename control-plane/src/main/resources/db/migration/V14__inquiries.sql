-- What people ask nodes that are connected to another replica of the control plane, and what those answered: for the moment
-- in which somebody waits for it. Not logged.
create unlogged table node_inquiry (
    id         uuid        primary key,
    gateway_id uuid        not null references event_gateway on delete cascade,
    replica_id uuid        not null,
    asked_at   timestamptz not null,
    inquiry    bytea       not null
);
create index node_inquiry_by_gateway on node_inquiry (gateway_id);

create unlogged table node_findings (
    inquiry_id uuid  not null references node_inquiry on delete cascade,
    node_id    uuid  not null,
    findings   bytea not null,
    primary key (inquiry_id, node_id)
);
