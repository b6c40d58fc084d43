import { Button, Stack, Table, Text } from '@mantine/core';
import { DataTable } from '../../parts/DataTable';
import { countsOf, ProblemCounts } from '../../parts/Problems';
import {
  brokersId,
  destinationsOf,
  problemsWithin,
  titleOfPolicy,
  type Entity,
  type Topology,
  type VirtualCluster,
} from './graph';

interface Props {
  topology: Topology;
  clusters: VirtualCluster[];
  onSelect: (entity: Entity) => void;
  live?: Map<string, string>;
}

/** The graph in words: a row for each virtual cluster, with the ways that lead there and what is behind. */
export function TopologyTable({ topology, clusters, onSelect, live }: Props) {
  return (
    <DataTable headings={['Virtual cluster', 'Reached by', 'Backend cluster', 'Brokers', ...(live ? ['Now'] : []), 'Problems']} minWidth={640} verticalSpacing="xs" aria-label="Ways of connections, by virtual cluster">
      {clusters.map((cluster) => {
        const backend = topology.backend_clusters.find((candidate) => candidate.id === cluster.backend_cluster_id);
        return (
          <Table.Tr key={cluster.id}>
            <Table.Th scope="row">
              <Opener label={cluster.name} onClick={() => onSelect({ kind: 'virtual_cluster', id: cluster.id, of: cluster })} />
            </Table.Th>
            <Table.Td>
              <Ways topology={topology} cluster={cluster} onSelect={onSelect} />
            </Table.Td>
            <Table.Td>
              {backend && (
                <Opener label={backend.name} onClick={() => onSelect({ kind: 'backend_cluster', id: backend.id, of: backend })} />
              )}
            </Table.Td>
            <Table.Td>
              {backend && backend.brokers.length > 0 ? (
                <Opener
                  label={backend.brokers.map((broker) => broker.id).join(', ')}
                  onClick={() => onSelect({ kind: 'brokers', id: brokersId(backend), of: backend })}
                />
              ) : (
                'none known'
              )}
            </Table.Td>
            {live && <Table.Td>{live.get(cluster.id)}</Table.Td>}
            <Table.Td>
              <ProblemCounts {...countsOf([...problemsWithin(cluster), ...(backend?.problems ?? [])])} />
            </Table.Td>
          </Table.Tr>
        );
      })}
    </DataTable>
  );
}

function Ways({ topology, cluster, onSelect }: { topology: Topology; cluster: VirtualCluster; onSelect: Props['onSelect'] }) {
  const ways = topology.listeners.flatMap((listener) =>
    listener.policies.filter((policy) => destinationsOf(policy, [cluster]).length > 0).map((policy) => ({ listener, policy })),
  );
  if (ways.length === 0) return <Text size="sm">nothing</Text>;
  return (
    <Stack gap={2} align="flex-start">
      {ways.map(({ listener, policy }) => (
        <Opener
          key={policy.id}
          label={`${listener.name}, ${titleOfPolicy(policy, listener)}${policy.enabled ? '' : ' (off)'}`}
          onClick={() => onSelect({ kind: 'policy', id: policy.id, of: policy, listener })}
        />
      ))}
    </Stack>
  );
}

function Opener({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="subtle" size="compact-sm" px={4} onClick={onClick}>
      {label}
    </Button>
  );
}
