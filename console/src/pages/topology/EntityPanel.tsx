import { Button, Divider, Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { pageOfEntity } from '../../parts/advice';
import { Facts } from '../../parts/Facts';
import { dateTime } from '../../parts/format';
import { Problems } from '../../parts/Problems';
import {
  destinationsOf,
  problemsWithin,
  type BackendCluster,
  type Entity,
  type Listener,
  type Policy,
  type Problem,
  type Topology,
  type VirtualCluster,
} from './graph';

const SHOWN_AT_MOST = 20;

interface Props {
  entity: Entity;
  topology: Topology;
  onSelect: (entity: Entity) => void;
}

/** What there is to know about one box of the graph, what is wrong with it, and where to change it. */
export function EntityPanel(props: Props) {
  const { entity, topology } = props;
  // The box was of the topology when it was opened; numbers and problems go on changing.
  switch (entity.kind) {
    case 'listener':
      return <ListenerPanel {...props} listener={topology.listeners.find((item) => item.id === entity.id) ?? entity.of} />;
    case 'policy':
      return <PolicyPanel {...props} policy={entity.of} listener={entity.listener} />;
    case 'virtual_cluster':
      return <ClusterPanel {...props} cluster={topology.virtual_clusters.find((item) => item.id === entity.id) ?? entity.of} />;
    case 'backend_cluster':
    case 'brokers':
      return <BackendPanel {...props} backend={topology.backend_clusters.find((item) => item.id === entity.of.id) ?? entity.of} />;
  }
}

function ListenerPanel({ listener, topology }: Props & { listener: Listener }) {
  return (
    <Panel type="listener" id={listener.id} problems={problemsWithin(listener)} topology={topology}>
      <Facts
        facts={[
          ['Addresses', listener.addresses.join(', ')],
          ['Ports', listener.ports.join(', ')],
        ]}
      />
      <Chain policies={listener.policies} />
    </Panel>
  );
}

function PolicyPanel({ policy, listener, topology, onSelect }: Props & { policy: Policy; listener: Listener }) {
  const destinations = destinationsOf(policy, topology.virtual_clusters);
  return (
    <Panel type="listener" id={listener.id} problems={policy.problems} topology={topology}>
      <Facts
        facts={[
          ['Listener', listener.name],
          ['Type', policy.forward ? `${policy.type}, by ${policy.forward.type}` : policy.type],
          ...(policy.forward?.sni_suffix ? [['Suffix of server names', policy.forward.sni_suffix] as [string, string]] : []),
          ['State', policy.enabled ? 'on' : 'off'],
        ]}
      />
      <Text size="sm" fw={600}>
        Leads to
      </Text>
      <Openers
        items={destinations.map((cluster) => ({ id: cluster.id, label: cluster.name }))}
        onOpen={(id) => {
          const cluster = destinations.find((candidate) => candidate.id === id);
          if (cluster) onSelect({ kind: 'virtual_cluster', id, of: cluster });
        }}
      />
    </Panel>
  );
}

function ClusterPanel({ cluster, topology, onSelect }: Props & { cluster: VirtualCluster }) {
  const backend = topology.backend_clusters.find((candidate) => candidate.id === cluster.backend_cluster_id);
  return (
    <Panel type="virtual_cluster" id={cluster.id} problems={problemsWithin(cluster)} topology={topology}>
      <Facts facts={[['DNS label', cluster.dns_label]]} />
      <Chain policies={cluster.policies} />
      {backend && (
        <>
          <Text size="sm" fw={600}>
            Backend cluster
          </Text>
          <Openers
            items={[{ id: backend.id, label: backend.name }]}
            onOpen={() => onSelect({ kind: 'backend_cluster', id: backend.id, of: backend })}
          />
        </>
      )}
    </Panel>
  );
}

function BackendPanel({ backend, topology, onSelect }: Props & { backend: BackendCluster }) {
  const users = topology.virtual_clusters.filter((cluster) => cluster.backend_cluster_id === backend.id);
  return (
    <Panel type="backend_cluster" id={backend.id} problems={backend.problems} topology={topology}>
      <Facts
        facts={[
          ['Bootstrap servers', backend.bootstrap_servers.join(', ')],
          ['Brokers', backend.brokers.map((broker) => broker.id).join(', ') || 'none known'],
          ...(backend.brokers_reported_at ? [['Reported', dateTime(backend.brokers_reported_at)] as [string, string]] : []),
        ]}
      />
      <Text size="sm" fw={600}>
        Used by
      </Text>
      <Openers
        items={users.map((cluster) => ({ id: cluster.id, label: cluster.name }))}
        onOpen={(id) => {
          const cluster = users.find((candidate) => candidate.id === id);
          if (cluster) onSelect({ kind: 'virtual_cluster', id, of: cluster });
        }}
      />
    </Panel>
  );
}

function Panel(props: { type: string; id: string; problems: Problem[]; topology: Topology; children: ReactNode }) {
  const gatewayId = useGatewayId();
  const page = pageOfEntity(props.type, props.id);
  const hosts = new Map(props.topology.nodes.map((node) => [node.id, node.hostname ?? node.id]));
  return (
    <Stack gap="sm">
      {props.problems.length > 0 && (
        <>
          <Problems
            problems={props.problems}
            more={(problem) => (
              <Text size="xs" c="dimmed">
                Reported by {problem.nodes.map((id) => hosts.get(id) ?? id).join(', ')}
              </Text>
            )}
          />
          <Divider />
        </>
      )}
      {props.children}
      <Group gap="xs">
        {page && (
          <Button size="xs" variant="light" component={Link} to={pageOf(gatewayId, page)}>
            Open
          </Button>
        )}
        {props.type === 'listener' && (
          <Button size="xs" variant="light" component={Link} to={`${pageOf(gatewayId, 'preview')}/route?listener=${props.id}`}>
            Preview a route
          </Button>
        )}
        {props.type === 'virtual_cluster' && (
          <Button size="xs" variant="light" component={Link} to={`${pageOf(gatewayId, 'preview')}/access?virtual_cluster=${props.id}`}>
            Preview access
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Chain({ policies }: { policies: Policy[] }) {
  if (policies.length === 0) return <Text size="sm">No policies.</Text>;
  return (
    <>
      <Text size="sm" fw={600}>
        Policies
      </Text>
      <List type="ordered" size="sm">
        {policies.map((policy) => (
          <List.Item key={policy.id}>
            {policy.name ? `${policy.name} (${policy.type})` : policy.type}
            {policy.enabled ? '' : ', off'}
          </List.Item>
        ))}
      </List>
    </>
  );
}

function Openers({ items, onOpen }: { items: { id: string; label: string }[]; onOpen: (id: string) => void }) {
  if (items.length === 0) return <Text size="sm">none</Text>;
  return (
    <Group gap={4}>
      {items.slice(0, SHOWN_AT_MOST).map((item) => (
        <Button key={item.id} size="compact-xs" variant="default" onClick={() => onOpen(item.id)}>
          {item.label}
        </Button>
      ))}
      {items.length > SHOWN_AT_MOST && <Text size="sm">and {items.length - SHOWN_AT_MOST} more</Text>}
    </Group>
  );
}
