-- What each node has counted, as it said last: each replica of the control plane writes what its nodes say and reads what
-- the others' do. Not logged: five seconds later there is a newer one, and after a crash of the database, too.
create unlogged table node_sample (
    gateway_id  uuid        not null references event_gateway on delete cascade,
    node_id     uuid        not null,
    instance_id uuid        not null,
    replica_id  uuid        not null,
    taken_at    timestamptz not null,
    written_at  timestamptz not null,
    sample      bytea       not null,
    primary key (gateway_id, node_id)
);
create index node_sample_written on node_sample (written_at);
