import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { ApiProblem, messageOf, type InvalidParameter } from '../api/problem';
import { ObjectFields, SchemaField } from './SchemaField';
import { cleaned, fieldOf, initial, type Schema } from './schema';

/** A form for what a schema describes. What the API finds wrong stands at its field, and the first of them gets the focus. */
export function SchemaForm({
  schema,
  value: before,
  submitLabel,
  onSubmit,
  onCancel,
  onChange,
}: {
  schema: Schema;
  value?: unknown;
  submitLabel: string;
  onSubmit: (body: unknown) => Promise<unknown>;
  onCancel?: () => void;
  /** Told of what would be sent. */
  onChange?: (body: unknown) => void;
}) {
  const [value, setValue] = useState<unknown>(() => before ?? initial(schema));
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const problems = problem instanceof ApiProblem ? problem.invalidParameters : [];
  const field = fieldOf(schema);

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const change = (next: unknown) => {
    setValue(next);
    onChange?.(cleaned(next));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit(cleaned(value));
    } catch (e) {
      setProblem(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Stack maw={720}>
        {field.kind === 'object' ? (
          <ObjectFields schema={field.schema} path="" value={value} onChange={change} problems={problems} />
        ) : (
          <SchemaField schema={schema} label="" path="" value={value} onChange={change} required problems={problems} />
        )}
        {problem !== undefined && <Problem problem={problem} problems={problems} />}
        <Group>
          <Button type="submit" loading={busy}>
            {submitLabel}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** All of it once more: a field may be out of sight, or the API may mean none. */
function Problem({ problem, problems }: { problem: unknown; problems: InvalidParameter[] }) {
  return (
    <Alert color="red" role="alert" title="Nothing was changed">
      <Text size="sm">{messageOf(problem)}</Text>
      {problems.length > 1 && (
        <List size="sm">
          {problems.map((item, index) => (
            <List.Item key={index}>
              {item.field}: {item.reason}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
