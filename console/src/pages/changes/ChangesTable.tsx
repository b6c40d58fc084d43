import { Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { pageOf } from '../../app/navigation';
import { pageOfEntity } from '../../parts/advice';
import { DataTable } from '../../parts/DataTable';
import { dateTime, words } from '../../parts/format';

export type Change = components['schemas']['EventGatewayChange'];

/** Who changed what, in the order given. */
export function ChangesTable({ changes }: { changes: Change[] }) {
  const gatewayId = useGatewayId();
  return (
    <DataTable headings={['Version', 'When', 'Who', 'What']} minWidth={640}>
      {changes.map((change, index) => (
        <Table.Tr key={`${change.version} ${change.entity.id} ${index}`}>
          <Table.Td>
            <Link to={`${pageOf(gatewayId, 'changes')}/${change.version}`} aria-label={`What ${change.version} changed`}>
              {change.version}
            </Link>
          </Table.Td>
          <Table.Td>{dateTime(change.changed_at)}</Table.Td>
          <Table.Td>{change.changed_by}</Table.Td>
          <Table.Td>
            {words(change.action)} <EntityOf change={change} />
            {change.detail && (
              <Text size="sm" c="dimmed">
                {change.detail}
              </Text>
            )}
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

/** The entity that a change is about, and the way to its page where there still is one. */
export function EntityOf({ change }: { change: Pick<Change, 'action' | 'entity'> }) {
  const gatewayId = useGatewayId();
  const { type, id, name } = change.entity;
  const page = change.action === 'deleted' ? undefined : pageOfEntity(type, id);
  const label = `${words(type)} ${name ?? id}`;
  return page ? <Link to={pageOf(gatewayId, page)}>{label}</Link> : <>{label}</>;
}
