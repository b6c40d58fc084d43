-- What policies of virtual clusters will refer to. Passwords and keys are sealed within their JSON.
create table schema_registry (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text        not null,
    description        text        not null,
    config             jsonb       not null check (jsonb_typeof(config) = 'object'),
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint schema_registry_name_is_unique unique (gateway_id, name),
    constraint schema_registry_of_gateway unique (gateway_id, id)
);
create index schema_registry_page on schema_registry (gateway_id, created_at, id);
create index schema_registry_delta on schema_registry (gateway_id, changed_at_version);

create table static_key (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text        not null,
    description        text        not null,
    -- A sealed literal, or a reference.
    value              jsonb       not null check (jsonb_typeof(value) in ('object', 'string')),
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint static_key_name_is_unique unique (gateway_id, name),
    constraint static_key_of_gateway unique (gateway_id, id)
);
create index static_key_page on static_key (gateway_id, created_at, id);
create index static_key_delta on static_key (gateway_id, changed_at_version);
