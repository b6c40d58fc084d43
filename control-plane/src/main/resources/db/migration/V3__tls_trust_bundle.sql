-- Whom listeners believe when clients show certificates. What it holds is public, or a reference: nothing is sealed.
create table tls_trust_bundle (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    name               text        not null,
    description        text        not null,
    trusted_ca         text        not null,
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    revision           bigint      not null,
    constraint tls_trust_bundle_name_is_unique unique (gateway_id, name),
    constraint tls_trust_bundle_of_gateway unique (gateway_id, id)
);
create index tls_trust_bundle_page on tls_trust_bundle (gateway_id, created_at, id);
create index tls_trust_bundle_delta on tls_trust_bundle (gateway_id, changed_at_version);
