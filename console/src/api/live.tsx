import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { api } from './client';
import { Gathering, isOld, newsOf } from './news';

const EVENTS = '/v1/events';
const GATHERED_MILLIS = 1_000;
const AGAIN_MILLIS = 5_000;

/** How often is asked for what events tell of: seldom, in case one was missed. */
const TOLD_MILLIS = 30_000;

const Listening = createContext(false);

/** Whether the control plane says what is new as soon as it is. */
export function useListening(): boolean {
  return useContext(Listening);
}

/** How often to ask for something: as said while nobody tells, and hardly ever while somebody does. */
export function usePollMillis(untoldMillis: number): number {
  return useListening() ? Math.max(untoldMillis, TOLD_MILLIS) : untoldMillis;
}

/**
 * Listens to the control plane while the page is in sight, and has read again what is old. A browser has few connections to one
 * host, of all its windows together: those that nobody sees leave theirs to others, and read everything again when they are seen.
 */
export function LiveUpdates({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [listening, setListening] = useState(false);

  useEffect(() => {
    let stream: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const gathering = new Gathering(
      (news) =>
        void queries.invalidateQueries({ predicate: ({ queryKey }) => news.some((item) => isOld(queryKey, item)) }),
      GATHERED_MILLIS,
    );

    const hear = (event: MessageEvent<string>) => {
      const news = newsOf(event.type, event.data);
      if (news) gathering.add(news);
    };
    const close = () => {
      clearTimeout(again);
      stream?.close();
      stream = undefined;
      setListening(false);
    };
    const open = () => {
      close();
      const opened = new EventSource(EVENTS);
      stream = opened;
      opened.onopen = () => setListening(true);
      opened.onerror = () => {
        setListening(false);
        if (opened.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        again = setTimeout(open, AGAIN_MILLIS);
        void api.GET('/whoami').catch(() => undefined); // notices a session that has ended; else the next try says what is the matter
      };
      for (const kind of ['all', 'version', 'nodes']) opened.addEventListener(kind, hear);
    };
    const look = () => (document.visibilityState === 'visible' ? open() : close());

    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      gathering.stop();
      close();
    };
  }, [queries]);

  return <Listening.Provider value={listening}>{children}</Listening.Provider>;
}
