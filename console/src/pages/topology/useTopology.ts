import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';

const POLL_MILLIS = 5_000;

export function useTopology() {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['topology', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}/topology', { params: { path: { gatewayId } } })),
    refetchInterval: POLL_MILLIS,
    placeholderData: keepPreviousData,
  });
}
