import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { cursorOf, send } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { EntityKind } from './kinds';

export type Entity = Record<string, unknown> & { id: string; name?: string };

interface Page {
  data: Entity[];
  meta: { page: { next: string | null } };
}

const PAGE_SIZE = 200;

export function usePathOf(kind: EntityKind): string {
  return `/event-gateways/${useGatewayId()}/${kind.collection}`;
}

/** The entities of a kind whose names have `contains` in them, page by page. */
export function useEntities(kind: EntityKind, contains: string, filter = '') {
  const gatewayId = useGatewayId();
  const path = usePathOf(kind);
  return useInfiniteQuery({
    queryKey: [kind.collection, gatewayId, 'pages', contains, filter],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ 'page[size]': String(PAGE_SIZE) });
      if (contains) query.set('filter[name][contains]', contains);
      if (pageParam) query.set('page[after]', pageParam);
      return send<Page>('GET', `${path}?${query}${filter}`);
    },
    initialPageParam: '',
    getNextPageParam: (page) => cursorOf(page.meta.page.next),
  });
}

export function useEntity(kind: EntityKind, id: string) {
  const gatewayId = useGatewayId();
  const path = usePathOf(kind);
  return useQuery({ queryKey: [kind.collection, gatewayId, 'one', id], queryFn: () => send<Entity>('GET', `${path}/${id}`) });
}

/** To be called after a change: whatever is shown of a gateway is asked for anew. */
export function useRefresh() {
  const queries = useQueryClient();
  const gatewayId = useGatewayId();
  return () => queries.invalidateQueries({ predicate: (query) => query.queryKey.includes(gatewayId) });
}

/** A value in a table's cell. */
export function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cellOf).join(', ');
  if (typeof value === 'object') {
    const known = value as Record<string, unknown>;
    return String(known.name ?? known.type ?? known.id ?? JSON.stringify(value));
  }
  return String(value);
}
