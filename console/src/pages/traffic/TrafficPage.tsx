import { Group, NativeSelect, SegmentedControl, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useGatewayId, useTopology } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { bytes, dateTime, latency, perSecond, short, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { meaningOf } from '../preview/steps';
import { Chart } from './Chart';
import { bytesOf, connectionsOf, latencyOf, requestsOf, totalOf, troubleOf, type Ending } from './curves';
import { useTraffic, type Part, type Traffic } from './useTraffic';

const WINDOWS = [
  { value: '1m', label: '1 min', step: '5s' },
  { value: '5m', label: '5 min', step: '5s' },
  { value: '15m', label: '15 min', step: '15s' },
];
const SHOWN_CLUSTERS = 50;
const MILLIS = 1000;

const bytesPerSecond = (value: number) => `${bytes(value)}/s`;
const milliseconds = (value: number) => latency(value / MILLIS);

export default function TrafficPage() {
  const [window, setWindow] = useState('5m');
  const [of, setOf] = useState('');
  const step = WINDOWS.find((candidate) => candidate.value === window)?.step ?? '5s';
  const traffic = useTraffic(window, step, partOf(of));
  return (
    <>
      <PageHeader
        title="Traffic"
        text="What went through the nodes, which say every 5 s what they have counted."
        actions={<SegmentedControl aria-label="Time" value={window} onChange={setWindow} data={WINDOWS} />}
      />
      <Stack>
        <PartChoice value={of} onChange={setOf} />
        <Loaded query={traffic}>{(found) => <Shown traffic={found} of={of} />}</Loaded>
      </Stack>
    </>
  );
}

/** "listener_id:…" as what the API is asked for. */
function partOf(value: string): Part {
  const [kind, id] = value.split(':');
  return kind && id ? { [kind]: id } : {};
}

function PartChoice({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const topology = useTopology().data;
  return (
    <Group>
      <NativeSelect
        label="Curves of"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[
          { value: '', label: 'the whole gateway' },
          ...(topology?.nodes ?? []).map((node) => ({ value: `node_id:${node.id}`, label: `node ${node.hostname ?? node.id}` })),
          ...(topology?.listeners ?? []).map((listener) => ({ value: `listener_id:${listener.id}`, label: `listener ${listener.name}` })),
          ...(topology?.virtual_clusters ?? []).map((cluster) => ({
            value: `virtual_cluster_id:${cluster.id}`,
            label: `virtual cluster ${cluster.name}`,
          })),
        ]}
      />
    </Group>
  );
}

function Shown({ traffic, of }: { traffic: Traffic; of: string }) {
  const { series } = traffic;
  const groups = Object.keys(series.latency);
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Chart title="Requests" curves={requestsOf(series)} format={perSecond} />
        <Chart title="Connections" curves={connectionsOf(series)} format={short} />
        <Chart title="Bytes" curves={bytesOf(series)} format={bytesPerSecond} />
        <Chart title="Rejections and errors" curves={troubleOf(series)} format={perSecond} />
        {groups.map((group) => (
          <Chart key={group} title={`Latency of brokers: ${group}`} curves={latencyOf(series, group)} format={milliseconds} />
        ))}
      </SimpleGrid>
      {of !== '' && groups.length === 0 && <Text size="sm">Of latencies nothing is known here.</Text>}
      <Text size="sm" c="dimmed">
        Below: the whole gateway, from {dateTime(traffic.from)} to {dateTime(traffic.to)}.
      </Text>
      <Clusters traffic={traffic} />
      <Endings
        title="Rejections"
        endings={totalOf(traffic.listeners.map((listener) => listener.rejections))}
        none="No client was turned away."
      />
      <Endings
        title="Connections that failed"
        endings={totalOf(traffic.listeners.map((listener) => listener.failures))}
        none="No connection failed."
      />
    </>
  );
}

function Clusters({ traffic }: { traffic: Traffic }) {
  const gatewayId = useGatewayId();
  const names = new Map((useTopology().data?.virtual_clusters ?? []).map((cluster) => [cluster.id, cluster.name]));
  const busiest = [...traffic.virtual_clusters].sort((a, b) => b.rates.requests_per_second - a.rates.requests_per_second);
  if (busiest.length === 0) return <Text size="sm">Nothing went through.</Text>;
  return (
    <section aria-labelledby="busiest">
      <Title order={2} size="h5" id="busiest">
        Virtual clusters, the busiest first
      </Title>
      <DataTable headings={['Virtual cluster', 'Connections', 'Requests', 'From clients', 'To clients', 'Produce p99', 'Errors']} minWidth={640}>
        {busiest.slice(0, SHOWN_CLUSTERS).map((cluster) => (
          <Table.Tr key={cluster.id}>
            <Table.Th scope="row">
              <Link to={pageOf(gatewayId, `virtual-clusters/${cluster.id}`)}>{names.get(cluster.id) ?? cluster.id}</Link>
            </Table.Th>
            <Table.Td>{short(cluster.connections)}</Table.Td>
            <Table.Td>{perSecond(cluster.rates.requests_per_second)}</Table.Td>
            <Table.Td>{bytesPerSecond(cluster.rates.bytes_from_clients_per_second)}</Table.Td>
            <Table.Td>{bytesPerSecond(cluster.rates.bytes_to_clients_per_second)}</Table.Td>
            <Table.Td>{cluster.latency.produce ? milliseconds(cluster.latency.produce.p99_ms) : 'none'}</Table.Td>
            <Table.Td>{perSecond(cluster.rates.errors_per_second + cluster.rates.backend_errors_per_second)}</Table.Td>
          </Table.Tr>
        ))}
      </DataTable>
      {busiest.length > SHOWN_CLUSTERS && <Text size="sm">and {busiest.length - SHOWN_CLUSTERS} more</Text>}
    </section>
  );
}

function Endings({ title, endings, none }: { title: string; endings: Ending[]; none: string }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h5">
        {title}
      </Title>
      {endings.length === 0 ? (
        <Text size="sm">{none}</Text>
      ) : (
        <DataTable headings={['Reason', 'How many', 'Rate']} minWidth={420}>
          {endings.map((ending) => (
            <Table.Tr key={ending.reason}>
              <Table.Th scope="row">
                {words(ending.reason)}
                {meaningOf(ending.reason) && (
                  <Text size="sm" c="dimmed">
                    {meaningOf(ending.reason)}
                  </Text>
                )}
              </Table.Th>
              <Table.Td>{short(Math.ceil(ending.count))}</Table.Td>
              <Table.Td>{perSecond(ending.perSecond)}</Table.Td>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </section>
  );
}
