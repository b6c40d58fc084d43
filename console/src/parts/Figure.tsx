import { Card, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import './figure.css';

/** A number that leads to the page about it. */
export function Figure({ label, to, children, more }: { label: string; to: string; children: ReactNode; more?: ReactNode }) {
  return (
    <Card component={Link} to={to} withBorder padding="sm" className="figure">
      <Text size="sm" c="dimmed" component="span">
        {label}
      </Text>
      <Text fw={700} size="xl" component="span">
        {children}
      </Text>
      <Text size="xs" c="dimmed" component="span" mih="1.2rem">
        {more}
      </Text>
    </Card>
  );
}
