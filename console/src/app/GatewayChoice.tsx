import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client';
import { useGateways } from '../api/gateway';
import { pageOf } from './navigation';

/** Goes to the same page of another gateway. */
export function GatewayChoice() {
  const { gatewayId } = useParams();
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 250);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const current = useQuery({
    queryKey: ['gateway', gatewayId],
    queryFn: () => answered(api.GET('/event-gateways/{gatewayId}', { params: { path: { gatewayId: gatewayId ?? '' } } })),
    enabled: gatewayId !== undefined,
  });
  const found = useGateways(contains === current.data?.name ? '' : contains);
  const names = new Map((found.data?.data ?? []).map((gateway) => [gateway.id, gateway.name]));
  if (current.data) names.set(current.data.id, current.data.name);

  return (
    <Select
      aria-label="Gateway"
      placeholder="Choose a gateway"
      size="xs"
      w={240}
      searchable
      allowDeselect={false}
      data={[...names].map(([value, label]) => ({ value, label }))}
      value={gatewayId ?? null}
      onSearchChange={setSearch}
      nothingFoundMessage="No gateway has this in its name"
      onChange={(id) => {
        if (!id) return;
        const page = pathname.match(/^\/g\/[^/]+\/([^/]+)/)?.[1] ?? '';
        navigate(pageOf(id, page));
      }}
    />
  );
}
