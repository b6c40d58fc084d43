-- A version's number comes again after a restore from a backup; its edition, which is random, does not.
alter table event_gateway
    add column edition uuid not null default gen_random_uuid();

-- The editions of the newest versions of each gateway: what a node or a cache holds is compared with them.
create table gateway_version (
    gateway_id uuid   not null references event_gateway on delete cascade,
    version    bigint not null,
    edition    uuid   not null,
    primary key (gateway_id, version)
);

insert into gateway_version
select id, version, edition
from event_gateway;

alter table node
    add column config_edition uuid,
    -- The process that has this id: another process with the same id is another instance.
    add column instance_id    uuid,
    -- Where two processes have one id, one of them is shown under its instance's: this is the id that it came with.
    add column declared_id    uuid;

-- What an entry has to say beside the entity's name.
alter table change_trail
    add column detail text;
