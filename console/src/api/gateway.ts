import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { components } from '../generated/api';
import { answered, api } from './client';
import { usePollMillis } from './live';

export type Gateway = components['schemas']['EventGatewayInfo'];

const POLL_MILLIS = 5_000;

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
    refetchInterval: usePollMillis(POLL_MILLIS),
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

/** The gateway as one graph: what there is, which nodes have it, and what is wrong with it. */
export function useTopology() {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['topology', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}/topology', { params: { path: { gatewayId } } })),
    refetchInterval: usePollMillis(POLL_MILLIS),
  });
}
