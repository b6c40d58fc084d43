import { Group, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A part of a page with a heading of the second level, and what can be done there. */
export function Section({ title, actions, children }: { title: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <Group justify="space-between" mt="xl" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </section>
  );
}
