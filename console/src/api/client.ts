import createClient from 'openapi-fetch';
import type { paths } from '../generated/api';
import { ApiProblem } from './problem';

/** Without it the control plane takes no call that changes something: other pages of the browser cannot send it. */
export const CONSOLE_HEADERS = { 'X-Signalbox-Console': '1' };

/** Dispatched on the window when the session has ended. */
export const SESSION_ENDED = 'signalbox-session-ended';

/** The API's paths with the types of its document. Wrap each call in {@link answered}. */
export const api = createClient<paths>({ baseUrl: '/v1', headers: CONSOLE_HEADERS, credentials: 'same-origin' });

api.use({
  onResponse({ response }) {
    if (response.status === 401) window.dispatchEvent(new Event(SESSION_ENDED));
  },
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What was answered; throws an {@link ApiProblem} otherwise. */
export async function answered<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw ApiProblem.of(response.status, error);
  return data as T;
}

/** For paths that are put together at run time, such as those of forms. The path begins behind `/v1`. */
export async function send<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`/v1${path}`, {
    method,
    credentials: 'same-origin',
    headers: { ...CONSOLE_HEADERS, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 401) window.dispatchEvent(new Event(SESSION_ENDED));
  const text = await response.text();
  const content = (response.headers.get('content-type') ?? '').includes('json') && text !== '' ? JSON.parse(text) : undefined;
  if (!response.ok) throw ApiProblem.of(response.status, content);
  return content as T;
}

/** The cursor in the `next` of a page; undefined on the last one. */
export function cursorOf(next: string | null | undefined): string | undefined {
  if (!next) return undefined;
  return new URL(next, 'http://page').searchParams.get('page[after]') ?? undefined;
}
