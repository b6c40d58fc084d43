import { Button, Group, List, SegmentedControl, SimpleGrid, Table, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { send } from '../../api/client';
import { useGatewayId, useTopology } from '../../api/gateway';
import { useSession } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { ago, bytes, dateTime, short, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { meaningOf } from '../preview/steps';
import { asked, previewOf, silentOf, type Connections, type Filter, type Rejections } from './asking';

const NOTHING: Filter = { client_address: '', principal: '', reason: '' };

export default function ConnectionsPage() {
  const { canWrite } = useSession();
  const [kind, setKind] = useState<'connections' | 'rejections'>('rejections');
  const [filter, setFilter] = useState(NOTHING);
  return (
    <>
      <PageHeader
        title="Connections"
        text="The nodes are asked when you ask, for 200 at most, the newest first."
        actions={
          <SegmentedControl
            aria-label="Which"
            value={kind}
            onChange={(value) => {
              setKind(value as typeof kind);
              setFilter(NOTHING);
            }}
            data={[
              { value: 'rejections', label: 'Turned away' },
              { value: 'connections', label: 'Open' },
            ]}
          />
        }
      />
      {!canWrite ? (
        <Text>Who is connected is shown to admins alone; your token may only read.</Text>
      ) : (
        <>
          <FilterForm key={kind} kind={kind} onAsk={setFilter} />
          {kind === 'rejections' ? <TurnedAway filter={filter} /> : <Open filter={filter} />}
        </>
      )}
    </>
  );
}

function FilterForm({ kind, onAsk }: { kind: 'connections' | 'rejections'; onAsk: (filter: Filter) => void }) {
  const [draft, setDraft] = useState(NOTHING);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk({ ...draft });
  };
  const field = (name: keyof Filter, label: string, placeholder: string) => (
    <TextInput
      label={label}
      placeholder={placeholder}
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={submit}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} mb="sm">
        {field('client_address', 'Address of the client', '10.1.2.7')}
        {kind === 'connections' ? field('principal', 'Principal', 'alice') : field('reason', 'Reason', 'unknown_sni')}
        <Group align="flex-end">
          <Button type="submit">Ask the nodes</Button>
        </Group>
      </SimpleGrid>
    </form>
  );
}

function useNames() {
  const topology = useTopology().data;
  return {
    listener: (id: string | undefined) => topology?.listeners.find((item) => item.id === id)?.name ?? id ?? '',
    cluster: (id: string | undefined) => topology?.virtual_clusters.find((item) => item.id === id)?.name ?? id ?? '',
    node: (id: string) => topology?.nodes.find((item) => item.id === id)?.hostname ?? id,
  };
}

function TurnedAway({ filter }: { filter: Filter }) {
  const gatewayId = useGatewayId();
  const names = useNames();
  const rejections = useQuery({
    queryKey: ['rejections', gatewayId, filter],
    queryFn: () => send<Rejections>('GET', `/event-gateways/${gatewayId}/rejections?${asked(filter)}`),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={rejections}>
      {(found) => (
        <>
          <Said matched={found.matched} shown={found.data.length} nodes={found.nodes} onAgain={() => void rejections.refetch()} busy={rejections.isFetching} />
          {found.data.length > 0 && (
            <DataTable headings={['When', 'Client', 'Where', 'Why']} minWidth={760} verticalSpacing="xs">
              {found.data.map((rejection, index) => (
                <Table.Tr key={`${rejection.at} ${rejection.client} ${index}`}>
                  <Table.Td>{dateTime(rejection.at)}</Table.Td>
                  <Table.Td>{rejection.client}</Table.Td>
                  <Table.Td>
                    {names.listener(rejection.listener_id)}
                    {rejection.virtual_cluster_id && `, ${names.cluster(rejection.virtual_cluster_id)}`}
                    <Text size="sm" c="dimmed">
                      {names.node(rejection.node_id)}
                    </Text>
                  </Table.Td>
                  <Table.Td maw={460} style={{ overflowWrap: 'anywhere' }}>
                    <Why rejection={rejection} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          )}
        </>
      )}
    </Loaded>
  );
}

function Why({ rejection }: { rejection: Rejections['data'][number] }) {
  const gatewayId = useGatewayId();
  const page = `${pageOf(gatewayId, 'preview')}/route`;
  const preview = previewOf(rejection);
  const meant = rejection.did_you_mean ?? [];
  return (
    <>
      <Text size="sm" fw={600}>
        {words(rejection.reason)}
        {rejection.server_name && `: ${rejection.server_name}`}
      </Text>
      <Text size="sm" c="dimmed">
        {meaningOf(rejection.reason) ?? rejection.detail}
      </Text>
      {preview && (
        <Text size="sm">
          <Link to={`${page}?${preview}`}>See the way it took</Link>
        </Text>
      )}
      {meant.length > 0 && (
        <Text size="sm" component="div">
          Did you mean
          <List size="sm" spacing="xs">
            {meant.map((name) => (
              <List.Item key={name}>
                <Link to={`${page}?${previewOf(rejection, name)}`}>{name}</Link>
              </List.Item>
            ))}
          </List>
        </Text>
      )}
    </>
  );
}

function Open({ filter }: { filter: Filter }) {
  const gatewayId = useGatewayId();
  const connections = useQuery({
    queryKey: ['connections', gatewayId, filter],
    queryFn: () => send<Connections>('GET', `/event-gateways/${gatewayId}/connections?${asked(filter)}`),
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={connections}>
      {(found) => (
        <>
          <Said matched={found.matched} shown={found.data.length} nodes={found.nodes} onAgain={() => void connections.refetch()} busy={connections.isFetching} />
          {found.data.length > 0 && <OpenTable data={found.data} />}
        </>
      )}
    </Loaded>
  );
}

function OpenTable({ data }: { data: Connections['data'] }) {
  const names = useNames();
  const now = Date.now();
  return (
    <DataTable headings={['Client', 'Principal', 'Virtual cluster', 'Broker', 'TLS', 'Opened', 'Requests', 'Bytes from, to']} minWidth={900} verticalSpacing="xs">
      {data.map((item) => (
        <Table.Tr key={`${item.node_id} ${item.id}`}>
          <Table.Td>
            {item.client}
            <Text size="sm" c="dimmed">
              {[item.client_software, item.client_software_version].filter(Boolean).join(' ')}
            </Text>
          </Table.Td>
          <Table.Td>
            {item.principal}
            <Text size="sm" c="dimmed">
              {item.authentication && words(item.authentication)}
            </Text>
          </Table.Td>
          <Table.Td>
            {names.cluster(item.virtual_cluster_id)}
            <Text size="sm" c="dimmed">
              {[names.listener(item.listener_id), item.server_name].filter(Boolean).join(', ')}
            </Text>
          </Table.Td>
          <Table.Td>
            {item.broker_id ?? 'any'}
            <Text size="sm" c="dimmed">
              {item.broker_address}
            </Text>
          </Table.Td>
          <Table.Td>{item.tls ?? 'none'}</Table.Td>
          <Table.Td>{ago(item.opened_at, now)}</Table.Td>
          <Table.Td>{short(item.requests)}</Table.Td>
          <Table.Td>
            {bytes(item.bytes_from_client)}, {bytes(item.bytes_to_client)}
          </Table.Td>
        </Table.Tr>
      ))}
    </DataTable>
  );
}

interface SaidProps {
  matched: number;
  shown: number;
  nodes: Rejections['nodes'];
  onAgain: () => void;
  busy: boolean;
}

/** How many there are, and which nodes did not answer: an empty list is no proof then. */
function Said({ matched, shown, nodes, onAgain, busy }: SaidProps) {
  const silent = silentOf(nodes);
  return (
    <Group mb="xs" justify="space-between">
      <Text size="sm" role="status">
        {matched === 0 ? 'None.' : matched > shown ? `The newest ${shown} of ${matched}.` : `${matched} in all.`}
        {nodes.length === 0 && ' No node is there to ask.'}
        {silent.length > 0 && ` Not answered: ${silent.join(', ')}.`}
      </Text>
      <Button size="xs" variant="default" onClick={onAgain} loading={busy}>
        Ask again
      </Button>
    </Group>
  );
}
