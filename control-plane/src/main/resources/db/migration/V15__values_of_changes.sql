-- What an entity was before a change and is after it, without its secrets; these are only named where they changed. Type json,
-- not jsonb: properties stay in the API's order, and no start looks for sealed secrets where there are none.
alter table change_trail
    add column before          json,
    add column after           json,
    add column secrets_changed json;
