import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answered, api, cursorOf } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import { usePollMillis } from '../../api/live';
import type { components } from '../../generated/api';

export type GatewayNode = components['schemas']['GatewayNode'];

const POLL_MILLIS = 5_000;
const PAGE_SIZE = 200;
const LIVE_MILLIS = 60_000;

/** The gateway's nodes, oldest first, those that are gone included. */
export function useNodes() {
  const gatewayId = useGatewayId();
  return useInfiniteQuery({
    queryKey: ['nodes', gatewayId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/event-gateways/{gatewayId}/nodes', {
          params: { path: { gatewayId }, query: { 'page[size]': PAGE_SIZE, ...(pageParam ? { 'page[after]': pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.meta?.page.next),
    refetchInterval: POLL_MILLIS, // when each was seen last is told by no event
  });
}

export function useProblemsOf(nodeId: string) {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['node-errors', gatewayId, nodeId],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/nodes/{eventGatewayNodeId}/errors', {
          params: { path: { gatewayId, eventGatewayNodeId: nodeId } },
        }),
      ),
    refetchInterval: usePollMillis(POLL_MILLIS),
  });
}

/** Seen in the last minute, as everywhere in the API. */
export function isLive(node: GatewayNode, nowMillis: number): boolean {
  return nowMillis - Date.parse(node.last_seen_at) < LIVE_MILLIS;
}
