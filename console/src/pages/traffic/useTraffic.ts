import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';

export type Traffic = components['schemas']['Traffic'];

/** Nodes count every five seconds: asking more often tells nothing new. */
const POLL_MILLIS = 5_000;

export interface Part {
  listener_id?: string;
  virtual_cluster_id?: string;
  node_id?: string;
}

/** What went through the nodes, without each cluster; the curves are those of one part when that is given. */
export function useCurves(window: string, step: string, part: Part = {}) {
  return useTraffic(window, step, { ...part, clusters: false });
}

/** The same with each cluster. */
export function useTraffic(window: string, step: string, part: Part & { clusters?: boolean } = {}) {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['traffic', gatewayId, window, step, part],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}/traffic', { params: { path: { gatewayId }, query: { window, step, ...part } } })),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
}
