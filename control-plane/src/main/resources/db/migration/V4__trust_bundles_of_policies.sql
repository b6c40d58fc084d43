-- The trust bundles by which a tls_server policy asks clients for certificates, in the order in which it names them.
create table listener_policy_trust_bundle (
    listener_policy_id  uuid    not null references listener_policy on delete cascade,
    position            integer not null,
    gateway_id          uuid    not null,
    tls_trust_bundle_id uuid    not null,
    primary key (listener_policy_id, position),
    -- Both columns: a reference never leaves its gateway.
    constraint listener_policy_trust_bundle_is_there
        foreign key (gateway_id, tls_trust_bundle_id) references tls_trust_bundle (gateway_id, id)
);
create index listener_policy_trust_bundle_by_bundle on listener_policy_trust_bundle (gateway_id, tls_trust_bundle_id);
