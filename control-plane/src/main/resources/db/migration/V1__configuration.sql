-- Every configuration row carries the gateway's version that last changed it (changed_at_version), so that
-- "what changed since version v" is one index scan for each table; deletes leave a tombstone with the same stamp.
-- Keyset pages read (gateway_id, created_at, id). Times are taken under the gateway's lock.

create table event_gateway (
    id                  uuid primary key,
    name                text        not null,
    description         text        not null,
    min_runtime_version text        not null check (min_runtime_version ~ '^\d+\.\d+$'),
    labels              jsonb       not null check (jsonb_typeof(labels) = 'object'),
    version             bigint      not null check (version >= 1),
    -- Of the gateway or anything below it; no row below it is ever stamped with an earlier time.
    last_change_at      timestamptz not null,
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    revision            bigint      not null,
    constraint event_gateway_name_is_unique unique (name)
);
create index event_gateway_page on event_gateway (created_at, id);

create table backend_cluster (
    id                                uuid primary key,
    gateway_id                        uuid        not null references event_gateway on delete cascade,
    name                              text        not null,
    description                       text        not null,
    authentication                    jsonb       not null check (jsonb_typeof(authentication) = 'object'),
    insecure_allow_anonymous          boolean     not null,
    bootstrap_servers                 text[]      not null check (cardinality(bootstrap_servers) > 0),
    tls                               jsonb       not null check (jsonb_typeof(tls) = 'object'),
    metadata_update_interval_seconds  integer     not null check (metadata_update_interval_seconds between 1 and 43200),
    labels                            jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at                        timestamptz not null,
    updated_at                        timestamptz not null,
    changed_at_version                bigint      not null,
    revision                          bigint      not null,
    constraint backend_cluster_name_is_unique unique (gateway_id, name),
    constraint backend_cluster_of_gateway unique (gateway_id, id)
);
create index backend_cluster_page on backend_cluster (gateway_id, created_at, id);
create index backend_cluster_delta on backend_cluster (gateway_id, changed_at_version);

create table virtual_cluster (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text        not null,
    description        text        not null,
    backend_cluster_id uuid        not null,
    authentication     jsonb       not null check (jsonb_typeof(authentication) = 'array'),
    dns_label          text        not null,
    acl_mode           text        not null check (acl_mode in ('enforce_on_gateway', 'passthrough')),
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint virtual_cluster_name_is_unique unique (gateway_id, name),
    constraint virtual_cluster_dns_label_is_unique unique (gateway_id, dns_label),
    constraint virtual_cluster_of_gateway unique (gateway_id, id),
    -- Both columns: a reference never leaves its gateway.
    constraint virtual_cluster_destination
        foreign key (gateway_id, backend_cluster_id) references backend_cluster (gateway_id, id)
);
create index virtual_cluster_page on virtual_cluster (gateway_id, created_at, id);
create index virtual_cluster_delta on virtual_cluster (gateway_id, changed_at_version);
create index virtual_cluster_by_backend on virtual_cluster (gateway_id, backend_cluster_id);

create table listener (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text        not null,
    description        text        not null,
    addresses          text[]      not null check (cardinality(addresses) > 0),
    ports              text[]      not null check (cardinality(ports) > 0),
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint listener_name_is_unique unique (gateway_id, name),
    constraint listener_of_gateway unique (gateway_id, id)
);
create index listener_page on listener (gateway_id, created_at, id);
create index listener_delta on listener (gateway_id, changed_at_version);

create table listener_policy (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    listener_id        uuid        not null,
    position           integer     not null,
    type               text        not null,
    name               text,
    description        text        not null,
    enabled            boolean     not null,
    config             jsonb       not null check (jsonb_typeof(config) = 'object'),
    -- What the config refers to, as a column, so that a foreign key can stand behind it.
    virtual_cluster_id uuid,
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint listener_policy_name_is_unique unique (listener_id, name),
    -- Checked at the end of a transaction: while a chain is re-ordered two policies may share a position.
    constraint listener_policy_position_is_unique unique (listener_id, position) deferrable initially deferred,
    constraint listener_policy_listener
        foreign key (gateway_id, listener_id) references listener (gateway_id, id) on delete cascade,
    constraint listener_policy_destination
        foreign key (gateway_id, virtual_cluster_id) references virtual_cluster (gateway_id, id)
);
create index listener_policy_delta on listener_policy (gateway_id, changed_at_version);
create index listener_policy_by_virtual_cluster on listener_policy (gateway_id, virtual_cluster_id);

create table data_plane_certificate (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text,
    description        text,
    certificate        text        not null,
    sha256_fingerprint text        not null check (sha256_fingerprint ~ '^[0-9a-f]{64}$'),
    not_before         timestamptz not null,
    not_after          timestamptz not null,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint data_plane_certificate_name_is_unique unique (gateway_id, name)
);
create index data_plane_certificate_page on data_plane_certificate (gateway_id, created_at, id);
create index data_plane_certificate_by_fingerprint on data_plane_certificate (gateway_id, sha256_fingerprint);

create table tombstone (
    gateway_id         uuid   not null references event_gateway on delete cascade,
    kind               text   not null,
    entity_id          uuid   not null,
    changed_at_version bigint not null,
    primary key (gateway_id, kind, entity_id)
);
create index tombstone_delta on tombstone (gateway_id, changed_at_version);

-- What nodes say of themselves; no configuration. The node chooses its id, so it is one only within its gateway.
create table node (
    gateway_id        uuid        not null references event_gateway on delete cascade,
    id                uuid        not null,
    hostname          text        not null,
    release           text        not null,
    last_seen_at      timestamptz not null,
    config_version    bigint,
    config_applied_at timestamptz,
    problems          jsonb       not null check (jsonb_typeof(problems) = 'array'),
    created_at        timestamptz not null,
    updated_at        timestamptz not null,
    primary key (gateway_id, id)
);
create index node_page on node (gateway_id, created_at, id);
create index node_last_seen on node (gateway_id, last_seen_at);

create table access_token (
    id         uuid primary key,
    name       text        not null,
    role       text        not null check (role in ('admin', 'read_only')),
    -- SHA-256 of the token, which is long and random: nothing slower is needed.
    hash       bytea       not null check (length(hash) = 32),
    created_at timestamptz not null,
    constraint access_token_name_is_unique unique (name),
    constraint access_token_hash_is_unique unique (hash)
);
