import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';

interface Item {
  id: string;
  name: string;
}

interface Props<T extends Item> {
  label: string;
  chosen: T | undefined;
  /** An id out of the page's address, taken when it is among the first choices. */
  initial: string | null;
  useItems: (contains: string) => UseQueryResult<{ data?: T[] }>;
  onChoose: (item: T) => void;
}

/** A field in which one entity is chosen by its name. There may be thousands: the API looks for them. */
export function Choice<T extends Item>({ label, chosen, initial, useItems, onChoose }: Props<T>) {
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 250);
  const found = useItems(contains === chosen?.name ? '' : contains).data?.data;
  const items = new Map((found ?? []).map((item) => [item.id, item]));
  if (chosen) items.set(chosen.id, chosen);

  useEffect(() => {
    if (chosen || !found) return;
    const first = found.find((item) => item.id === initial) ?? found[0];
    if (first) onChoose(first);
  }, [chosen, found, initial, onChoose]);

  return (
    <Select
      label={label}
      searchable
      allowDeselect={false}
      required
      data={[...items.values()].map((item) => ({ value: item.id, label: item.name }))}
      value={chosen?.id ?? null}
      onSearchChange={setSearch}
      nothingFoundMessage="None has this in its name"
      onChange={(id) => {
        const item = id === null ? undefined : items.get(id);
        if (item) onChoose(item);
      }}
    />
  );
}
