-- Sessions of the console that somebody signed out of: a copy of the cookie is of no use then.
create table ended_session (
    id        uuid primary key,
    -- When it would have ended by itself, at the latest: the row is not needed any more.
    useful_to timestamptz not null
);
