import { Group, Table, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answered, api, cursorOf } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { pageOf } from '../../app/navigation';
import { pageOfEntity } from '../../parts/advice';
import { DataTable } from '../../parts/DataTable';
import { dateTime, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';
import { fits } from './fits';

export type Change = components['schemas']['EventGatewayChange'];

const PAGE_SIZE = 100;
const POLL_MILLIS = 10_000;

export default function ChangesPage() {
  const gatewayId = useGatewayId();
  const [contains, setContains] = useState('');
  const changes = useInfiniteQuery({
    queryKey: ['changes', gatewayId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/event-gateways/{gatewayId}/changes', {
          params: { path: { gatewayId }, query: { 'page[size]': PAGE_SIZE, ...(pageParam ? { 'page[after]': pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.meta.page.next),
    refetchInterval: POLL_MILLIS,
  });
  return (
    <>
      <PageHeader title="Changes" text="Who changed what, the newest first." />
      <Group mb="sm">
        <TextInput
          label="Only with"
          description="In names, kinds, people and versions of what is shown"
          value={contains}
          onChange={(event) => setContains(event.currentTarget.value)}
        />
      </Group>
      <Loaded query={changes}>
        {({ pages }) => {
          const shown = pages.flatMap((page) => page.data).filter((change) => fits(change, contains));
          if (shown.length === 0) return <Text role="status">{contains === '' ? 'Nothing was changed yet.' : 'No change shown has this.'}</Text>;
          return (
            <DataTable headings={['Version', 'When', 'Who', 'What']} minWidth={640}>
              {shown.map((change, index) => (
                <Table.Tr key={`${change.version} ${change.entity.id} ${index}`}>
                  <Table.Td>{change.version}</Table.Td>
                  <Table.Td>{dateTime(change.changed_at)}</Table.Td>
                  <Table.Td>{change.changed_by}</Table.Td>
                  <Table.Td>
                    {words(change.action)} <Entity gatewayId={gatewayId} change={change} />
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
        }}
      </Loaded>
      <More pages={changes} label="Older ones" />
    </>
  );
}

function Entity({ gatewayId, change }: { gatewayId: string; change: Change }) {
  const { type, id, name } = change.entity;
  const page = change.action === 'deleted' ? undefined : pageOfEntity(type, id);
  const label = `${words(type)} ${name ?? id}`;
  return page ? <Link to={pageOf(gatewayId, page)}>{label}</Link> : <>{label}</>;
}
