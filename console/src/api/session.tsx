import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { CONSOLE_HEADERS, SESSION_ENDED } from './client';
import { ApiProblem } from './problem';

/** Who has signed in, until when, and whether there is anything that this person may change. */
export interface Session {
  name: string;
  role: 'admin' | 'read_only';
  expires_at: string;
  /** Where nodes connect, on this page's host, and the CA that they have to trust unless it is a public one. */
  config_stream: { port: number; ca?: string };
}

const PATH = '/console/session';
const KEY = ['session'];
const RENEWED_AT_MOST_EVERY_MS = 60_000;

async function call(method: string, body?: unknown): Promise<Session | null> {
  const response = await fetch(PATH, {
    method,
    credentials: 'same-origin',
    headers: { ...CONSOLE_HEADERS, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  if (response.status === 401 && method !== 'POST') return null;
  if (response.status === 204) return null;
  const content: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw ApiProblem.of(response.status, content);
  return content as Session;
}

/** Forgets all that was read. The session's own entry stays: the page that has to notice watches that one. */
function forget(queries: QueryClient) {
  queries.setQueryData(KEY, null);
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
}

const Current = createContext<Session | null>(null);

/** The session; only below what is shown to whom has signed in. */
export function useSession(): Session & { canWrite: boolean } {
  const session = useContext(Current);
  if (!session) throw new Error('nobody has signed in');
  return { ...session, canWrite: session.role === 'admin' };
}

/** Shows its children only to admins: a read-only token sees no buttons that it may not use. */
export function ForAdmins({ children }: { children: ReactNode }) {
  return useSession().canWrite ? <>{children}</> : null;
}

export function useSignIn() {
  const queries = useQueryClient();
  return async (token: string) => {
    const session = await call('POST', { token });
    queries.setQueryData(KEY, session);
  };
}

export function useSignOut() {
  const queries = useQueryClient();
  return async () => {
    await call('DELETE');
    forget(queries);
  };
}

/** Asks for the session, keeps it while somebody is at the keyboard, and shows `signIn` where there is none. */
export function SessionBoundary({ signIn, waiting, children }: { signIn: ReactNode; waiting: ReactNode; children: ReactNode }) {
  const queries = useQueryClient();
  const session = useQuery({ queryKey: KEY, queryFn: () => call('GET'), staleTime: Infinity, retry: 2 });
  const signedIn = Boolean(session.data);

  useEffect(() => {
    const ended = () => forget(queries);
    window.addEventListener(SESSION_ENDED, ended);
    return () => window.removeEventListener(SESSION_ENDED, ended);
  }, [queries]);

  useEffect(() => {
    if (!signedIn) return;
    let renewed = Date.now();
    const active = () => {
      if (Date.now() - renewed < RENEWED_AT_MOST_EVERY_MS) return;
      renewed = Date.now();
      call('PUT').then(
        (found) => queries.setQueryData(KEY, found),
        () => undefined, // the next call says what is the matter
      );
    };
    window.addEventListener('pointerdown', active);
    window.addEventListener('keydown', active);
    return () => {
      window.removeEventListener('pointerdown', active);
      window.removeEventListener('keydown', active);
    };
  }, [signedIn, queries]);

  if (session.isPending) return waiting;
  if (session.isError) throw session.error;
  return session.data ? <Current.Provider value={session.data}>{children}</Current.Provider> : signIn;
}
