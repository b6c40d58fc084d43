-- What clients see of a backend cluster, and by which names.
alter table virtual_cluster
    add column namespace jsonb check (jsonb_typeof(namespace) = 'object'),
    add column topic_aliases jsonb not null default '[]' check (jsonb_typeof(topic_aliases) = 'array');
