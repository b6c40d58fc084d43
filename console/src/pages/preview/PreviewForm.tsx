import { Button, Grid, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Answered } from './Answered';

interface Props {
  /** The fields. */
  children: ReactNode;
  ready: boolean;
  preview: { isPending: boolean; error: unknown };
  onAsk: () => void;
  /** Shown beside the fields. */
  answer: ReactNode;
}

/** What is asked on one side, what came of it on the other. */
export function PreviewForm({ children, ready, preview, onAsk, answer }: Props) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk();
  };
  return (
    <Grid>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <form onSubmit={submit}>
          <Stack>
            {children}
            <Group>
              <Button type="submit" loading={preview.isPending} disabled={!ready}>
                Preview
              </Button>
            </Group>
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Answered error={preview.error}>{answer}</Answered>
      </Grid.Col>
    </Grid>
  );
}
