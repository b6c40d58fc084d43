-- What each node knows of the backend clusters' brokers, and how bad its problems are: those before were all errors.
alter table node
    add column brokers jsonb not null default '[]' check (jsonb_typeof(brokers) = 'array');

update node
set problems = (select coalesce(jsonb_agg(problem || '{"severity": "error"}' order by position), '[]')
                from jsonb_array_elements(problems) with ordinality as each (problem, position));
