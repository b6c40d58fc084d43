-- The policy under which another stands is a property of that other. A foreign key is made of it: a parent is of the same
-- gateway, and its children are deleted with it.
alter table entity
    add column parent_id uuid generated always as (cast(spec ->> 'parent_policy_id' as uuid)) stored,
    add constraint entity_parent
        foreign key (gateway_id, parent_id) references entity (gateway_id, id) on delete cascade;
create index entity_by_parent on entity (parent_id) where parent_id is not null;
