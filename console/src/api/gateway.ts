import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { components } from '../generated/api';
import { answered, api } from './client';

export type Gateway = components['schemas']['EventGatewayInfo'];

/** The id of the gateway that the page is about: it stands in the page's address. */
export function useGatewayId(): string {
  const { gatewayId } = useParams();
  if (!gatewayId) throw new Error('this page is about one gateway');
  return gatewayId;
}

export function useGateway() {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['gateway', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}', { params: { path: { gatewayId } } })),
    refetchInterval: 5_000,
  });
}

/** The gateways whose names have `contains` in them, the first hundred. */
export function useGateways(contains: string) {
  return useQuery({
    queryKey: ['gateways', contains],
    queryFn: () =>
      answered(
        api.GET('/event-gateways', {
          params: { query: { 'page[size]': 100, ...(contains ? { filter: { name: { contains } } } : {}) } },
        }),
      ),
  });
}

export type Topology = components['schemas']['Topology'];

const POLL_MILLIS = 5_000;

/** For pages on which somebody waits for a change to arrive. */
export const SOON_MILLIS = 2_000;

/** The gateway as one graph: what there is, which nodes have it, and what is wrong with it; asked for again so often. */
export function useTopology(pollMillis = POLL_MILLIS) {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['topology', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}/topology', { params: { path: { gatewayId } } })),
    refetchInterval: pollMillis,
  });
}
