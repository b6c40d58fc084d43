-- What is below a gateway, of every kind, in one table. What an entity is to be stands in spec, as the API's JSON but for
-- secrets, which are sealed: a new property needs no column. Its name and labels have columns of their own. "What changed
-- since version v" is one index scan for all kinds.
create table entity (
    id                 uuid primary key,
    gateway_id         uuid        not null references event_gateway on delete cascade,
    kind               text        not null,
    -- The entity that this one belongs to and is deleted with, and where among its like: a policy of a listener.
    owner_id           uuid,
    position           integer,
    name               text,
    labels             jsonb       not null check (jsonb_typeof(labels) = 'object'),
    spec               jsonb       not null check (jsonb_typeof(spec) = 'object'),
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    changed_at_version bigint      not null,
    constraint entity_of_gateway unique (gateway_id, id),
    constraint entity_has_owner_and_position_or_neither check ((owner_id is null) = (position is null)),
    constraint entity_owner
        foreign key (gateway_id, owner_id) references entity (gateway_id, id) on delete cascade,
    -- Checked at the end of a transaction: while a chain is re-ordered two policies may share a position.
    constraint entity_position_is_unique unique (owner_id, kind, position) deferrable initially deferred
);

-- What an entity's spec refers to, so that a foreign key can stand behind it.
create table entity_reference (
    gateway_id uuid not null references event_gateway on delete cascade,
    from_id    uuid not null,
    to_id      uuid not null,
    primary key (from_id, to_id),
    -- Both columns: a reference never leaves its gateway.
    constraint entity_reference_from
        foreign key (gateway_id, from_id) references entity (gateway_id, id) on delete cascade,
    constraint entity_reference_to foreign key (gateway_id, to_id) references entity (gateway_id, id)
);

insert into entity
select id, gateway_id, 'backend_cluster', null, null, name, labels,
       jsonb_build_object(
           'description', description,
           'authentication', authentication,
           'insecure_allow_anonymous_virtual_cluster_auth', insecure_allow_anonymous,
           'bootstrap_servers', to_jsonb(bootstrap_servers),
           'tls', tls,
           'metadata_update_interval_seconds', metadata_update_interval_seconds),
       created_at, updated_at, changed_at_version
from backend_cluster;

insert into entity
select id, gateway_id, 'virtual_cluster', null, null, name, labels,
       jsonb_strip_nulls(jsonb_build_object(
           'namespace', namespace,
           'topic_aliases', case when topic_aliases = '[]' then null else topic_aliases end))
       || jsonb_build_object(
           'description', description,
           'destination', jsonb_build_object('id', backend_cluster_id),
           'authentication', authentication,
           'dns_label', dns_label,
           'acl_mode', acl_mode),
       created_at, updated_at, changed_at_version
from virtual_cluster;

insert into entity
select id, gateway_id, 'listener', null, null, name, labels,
       jsonb_build_object(
           'description', description, 'addresses', to_jsonb(addresses), 'ports', to_jsonb(ports)),
       created_at, updated_at, changed_at_version
from listener;

insert into entity
select id, gateway_id, 'tls_trust_bundle', null, null, name, labels,
       jsonb_build_object('description', description, 'config', jsonb_build_object('trusted_ca', trusted_ca)),
       created_at, updated_at, changed_at_version
from tls_trust_bundle;

insert into entity
select id, gateway_id, 'schema_registry', null, null, name, labels,
       jsonb_build_object('type', 'confluent', 'description', description, 'config', config),
       created_at, updated_at, changed_at_version
from schema_registry;

insert into entity
select id, gateway_id, 'static_key', null, null, name, labels,
       jsonb_build_object('description', description, 'value', value),
       created_at, updated_at, changed_at_version
from static_key;

insert into entity
select id, gateway_id, 'data_plane_certificate', null, null, name, '{}',
       jsonb_strip_nulls(jsonb_build_object(
           'description', description,
           'certificate', certificate,
           'sha256_fingerprint', sha256_fingerprint,
           'not_before', to_char(not_before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'not_after', to_char(not_after at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))),
       created_at, updated_at, changed_at_version
from data_plane_certificate;

-- A port mapping says itself where it leads, and a TLS server which trust bundle each of the names in its list meant.
insert into entity
select id, gateway_id, 'listener_policy', listener_id, position, name, labels,
       jsonb_build_object(
           'type', type,
           'description', description,
           'enabled', enabled,
           'config', case
               when virtual_cluster_id is not null then
                   config || jsonb_build_object('destination', jsonb_build_object('id', virtual_cluster_id))
               when config #> '{client_authentication,tls_trust_bundles}' is not null then
                   jsonb_set(config, '{client_authentication,tls_trust_bundles}', (
                       select jsonb_agg(named || jsonb_build_object('meant', tls_trust_bundle_id) order by place)
                       from jsonb_array_elements(config #> '{client_authentication,tls_trust_bundles}')
                           with ordinality as each (named, place)
                       join listener_policy_trust_bundle bundle
                           on bundle.listener_policy_id = listener_policy.id and bundle.position = place - 1))
               else config
           end),
       created_at, updated_at, changed_at_version
from listener_policy;

insert into entity_reference
select gateway_id, id, backend_cluster_id from virtual_cluster
union
select gateway_id, id, virtual_cluster_id from listener_policy where virtual_cluster_id is not null
union
select gateway_id, listener_policy_id, tls_trust_bundle_id from listener_policy_trust_bundle;

drop table listener_policy_trust_bundle, listener_policy, listener, virtual_cluster, backend_cluster, tls_trust_bundle,
    schema_registry, static_key, data_plane_certificate;

-- A policy's name is unique among those of its owner.
create unique index entity_name_is_unique on entity (coalesce(owner_id, gateway_id), kind, name);
create index entity_page on entity (gateway_id, kind, created_at, id);
create index entity_delta on entity (gateway_id, changed_at_version);
create index entity_reference_by_target on entity_reference (gateway_id, to_id);
create unique index virtual_cluster_dns_label_is_unique on entity (gateway_id, (spec ->> 'dns_label'))
    where kind = 'virtual_cluster';
create index data_plane_certificate_by_fingerprint on entity (gateway_id, (spec ->> 'sha256_fingerprint'))
    where kind = 'data_plane_certificate';

-- Writes lock the gateway's row: nothing compares revisions any more.
alter table event_gateway drop column revision;
