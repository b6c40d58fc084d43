import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';

const CHOICES = 100;

/** Listeners whose names contain something, for a field in which one is chosen. */
export function useListeners(contains: string) {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['listeners', gatewayId, 'choice', contains],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/listeners', {
          params: { path: { gatewayId }, query: { 'page[size]': CHOICES, ...(contains ? { filter: { name: { contains } } } : {}) } },
        }),
      ),
  });
}

export function useVirtualClusters(contains: string) {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['virtual-clusters', gatewayId, 'choice', contains],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/virtual-clusters', {
          params: { path: { gatewayId }, query: { 'page[size]': CHOICES, ...(contains ? { filter: { name: { contains } } } : {}) } },
        }),
      ),
  });
}
