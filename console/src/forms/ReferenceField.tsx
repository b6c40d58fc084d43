import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../api/client';
import { useGatewayId } from '../api/gateway';
import { isObject } from './schema';

interface Named {
  id: string;
  name: string;
}

/** Chooses another entity, by its name. What is sent is its id. */
export function ReferenceField({
  collection,
  value,
  onChange,
  ...common
}: {
  label: string;
  description?: string;
  required: boolean;
  error?: string;
  collection: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const gatewayId = useGatewayId();
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 200);
  const chosen = isObject(value) && typeof value.id === 'string' ? value.id : undefined;
  const base = `/event-gateways/${gatewayId}/${collection}`;
  const current = useQuery({
    queryKey: [collection, gatewayId, 'one', chosen],
    queryFn: () => send<Named>('GET', `${base}/${chosen}`),
    enabled: chosen !== undefined,
  });
  const filter = contains && contains !== current.data?.name ? `&filter[name][contains]=${encodeURIComponent(contains)}` : '';
  const found = useQuery({
    queryKey: [collection, gatewayId, 'named', filter],
    queryFn: () => send<{ data: Named[] }>('GET', `${base}?page[size]=50${filter}`),
  });
  const names = new Map((found.data?.data ?? []).map((entity) => [entity.id, entity.name]));
  if (current.data) names.set(current.data.id, current.data.name);
  return (
    <Select
      {...common}
      searchable
      clearable={!common.required}
      clearButtonProps={{ 'aria-label': `Clear ${common.label}` }}
      data={[...names].map(([id, name]) => ({ value: id, label: name }))}
      value={chosen ?? null}
      onSearchChange={setSearch}
      onChange={(id) => onChange(id ? { id } : undefined)}
      nothingFoundMessage="There is none of that name"
    />
  );
}
