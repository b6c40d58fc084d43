import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

/** What is known about one thing, as names and values. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <Table variant="vertical" layout="auto">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={150}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
