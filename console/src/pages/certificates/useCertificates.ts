import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';

export type UsedCertificate = components['schemas']['UsedCertificates']['data'][number];

const POLL_MILLIS = 60_000;

/** Every certificate in use, the one that expires first at the beginning. */
export function useCertificates() {
  const gatewayId = useGatewayId();
  return useQuery({
    queryKey: ['certificates', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}/certificates', { params: { path: { gatewayId } } })),
    refetchInterval: POLL_MILLIS,
  });
}
