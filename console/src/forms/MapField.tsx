import { Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isObject } from './schema';

type Pair = [key: string, value: string];

interface Props {
  label: string;
  description?: string;
  error?: string;
  'data-path': string;
  value: unknown;
  onChange: (value: Record<string, string>) => void;
}

/** Keys with values, such as labels. Rows keep their place while somebody writes: of a key that is there twice the last one counts. */
export function MapField({ label, description, error, value, onChange, 'data-path': path }: Props) {
  const [pairs, setPairs] = useState<Pair[]>(() => pairsOf(value));
  const change = (next: Pair[]) => {
    setPairs(next);
    onChange(Object.fromEntries(next.filter(([key]) => key !== '')));
  };
  const put = (index: number, pair: Pair) => change(pairs.map((old, i) => (i === index ? pair : old)));
  return (
    <Fieldset legend={label} data-path={path}>
      <Stack gap="xs">
        {description && (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        {pairs.map(([key, item], index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              flex={1}
              aria-label={`Key ${index + 1} of ${label}`}
              placeholder="team"
              value={key}
              onChange={(event) => put(index, [event.currentTarget.value, item])}
            />
            <TextInput
              flex={1}
              aria-label={`Value ${index + 1} of ${label}`}
              placeholder="orders"
              value={item}
              onChange={(event) => put(index, [key, event.currentTarget.value])}
            />
            <Button
              size="compact-sm"
              variant="subtle"
              aria-label={`Remove ${key || `row ${index + 1}`} from ${label}`}
              onClick={() => change(pairs.filter((_, i) => i !== index))}
            >
              Remove
            </Button>
          </Group>
        ))}
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => setPairs([...pairs, ['', '']])}>
            Add to {label}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function pairsOf(value: unknown): Pair[] {
  const found = isObject(value) ? Object.entries(value).map(([key, item]): Pair => [key, String(item)]) : [];
  return found.length === 0 ? [['', '']] : found;
}
