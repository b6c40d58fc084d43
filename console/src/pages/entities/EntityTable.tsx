import { Button, Group, Loader, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import { ForAdmins } from '../../api/session';
import { Failed } from '../../app/Failed';
import { pageOf } from '../../app/navigation';
import { labelOf } from '../../forms/schema';
import { PageHeader } from '../../parts/PageHeader';
import { SearchField } from '../../parts/SearchField';
import { cellOf, useEntities, type Entity } from './entities';
import type { EntityKind } from './kinds';

const ROW_PX = 37;

/** All entities of a kind. Pages are fetched as somebody scrolls, and only the rows in sight are drawn. */
export function EntityTable({ kind }: { kind: EntityKind }) {
  const gatewayId = useGatewayId();
  const base = pageOf(gatewayId, kind.collection);
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 250);
  const pages = useEntities(kind, contains);
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  // Read while drawing: what is read only later is not drawn anew for, and would be as old as the last drawing. After a failure
  // somebody asks again by hand.
  const more = pages.hasNextPage && !pages.isFetching && !pages.isError;
  return (
    <>
      <PageHeader
        title={kind.title}
        text={kind.text}
        actions={
          <ForAdmins>
            <Button component={Link} to={`${base}/new`}>
              New {kind.singular}
            </Button>
          </ForAdmins>
        }
      />
      <Group mb="sm">
        <SearchField label="Name contains" value={search} onChange={setSearch} />
        <Text size="sm" role="status">
          {pages.isPending ? '' : `${rows.length}${pages.hasNextPage ? ' and more' : ''}`}
        </Text>
      </Group>
      {pages.isPending && <Loader aria-label="Loading" />}
      {pages.isError && <Failed error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && rows.length === 0 && <Text>{contains ? 'None has this in its name.' : 'There is none yet.'}</Text>}
      {rows.length > 0 && <Rows kind={kind} base={base} rows={rows} onEnd={() => more && void pages.fetchNextPage()} />}
    </>
  );
}

function Rows({ kind, base, rows, onEnd }: { kind: EntityKind; base: string; rows: Entity[]; onEnd: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => ROW_PX, overscan: 12 });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const atEnd = last >= rows.length - 1;
  useEffect(() => {
    if (atEnd) onEnd();
  });
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div className="rows" ref={frame} tabIndex={0} role="region" aria-label={kind.title}>
      <Table aria-rowcount={rows.length + 1}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            {kind.columns.map((column) => (
              <Table.Th key={column}>{labelOf(column)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {above > 0 && <Space height={above} columns={kind.columns.length + 1} />}
          {shown.map(({ index }) => {
            const entity = rows[index];
            return (
              entity && (
                <Table.Tr key={entity.id} aria-rowindex={index + 2} h={ROW_PX}>
                  <Table.Td>
                    <Link to={`${base}/${entity.id}`}>{entity.name ?? entity.id}</Link>
                  </Table.Td>
                  {kind.columns.map((column) => (
                    <Table.Td key={column}>
                      <Text size="sm" truncate maw={320}>
                        {cellOf(entity[column])}
                      </Text>
                    </Table.Td>
                  ))}
                </Table.Tr>
              )
            );
          })}
          {below > 0 && <Space height={below} columns={kind.columns.length + 1} />}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Space({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
