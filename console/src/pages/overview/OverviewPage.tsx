import { Alert, Anchor, Badge, Card, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answered, api } from '../../api/client';
import { SOON_MILLIS, useGateway, useGatewayId, useTopology, type Topology } from '../../api/gateway';
import { ForAdmins } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { Section } from '../../parts/Section';
import { allProblems } from './problems';

const CHANGES = 5;
const PROBLEMS = 10;

export default function OverviewPage() {
  const gatewayId = useGatewayId();
  const topology = useTopology(SOON_MILLIS);
  return (
    <>
      <Loaded query={useGateway()}>
        {(gateway) => (
          <PageHeader
            title={gateway.name}
            text={gateway.description}
            actions={
              <Badge variant="outline" size="lg" tt="none">
                {gateway.version}
              </Badge>
            }
          />
        )}
      </Loaded>
      <Loaded query={topology}>
        {(graph) => (
          <>
            {graph.listeners.length === 0 && (
              <Alert mb="md" title="There is no way through this gateway yet">
                <ForAdmins>
                  <Anchor component={Link} to={pageOf(gatewayId, 'start')}>
                    First steps: brokers, a virtual cluster, a listener and a node
                  </Anchor>
                </ForAdmins>
              </Alert>
            )}
            <Figures graph={graph} />
            <Problems graph={graph} />
          </>
        )}
      </Loaded>
      <Changes />
    </>
  );
}

function Figures({ graph }: { graph: Topology }) {
  const gatewayId = useGatewayId();
  const applied = graph.nodes.filter((node) => node.config_version === graph.version).length;
  const problems = allProblems(graph);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const figures: [string, string, string][] = [
    ['Nodes at this version', `${applied} of ${graph.nodes.length}`, 'nodes'],
    ['Problems', problems.length === 0 ? 'none' : `${errors} errors, ${problems.length - errors} others`, 'nodes'],
    ['Listeners', String(graph.listeners.length), 'listeners'],
    ['Virtual clusters', String(graph.virtual_clusters.length), 'virtual-clusters'],
    ['Backend clusters', String(graph.backend_clusters.length), 'backend-clusters'],
  ];
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }}>
      {figures.map(([label, value, page]) => (
        <Card key={label} withBorder padding="sm">
          <Anchor component={Link} to={pageOf(gatewayId, page)} size="sm">
            {label}
          </Anchor>
          <Text fw={700} size="lg">
            {value}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}

function Problems({ graph }: { graph: Topology }) {
  const problems = allProblems(graph);
  if (problems.length === 0) return null;
  return (
    <Section title="Problems that nodes report">
      <Stack gap="xs">
        {problems.slice(0, PROBLEMS).map((problem, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <Badge variant="outline" color={problem.severity === 'error' ? 'red' : 'yellow'} miw={80}>
              {problem.severity}
            </Badge>
            <Text size="sm">{problem.message}</Text>
          </Group>
        ))}
        {problems.length > PROBLEMS && <Text size="sm">and {problems.length - PROBLEMS} more</Text>}
      </Stack>
    </Section>
  );
}

function Changes() {
  const gatewayId = useGatewayId();
  const changes = useQuery({
    queryKey: ['changes', gatewayId, 'newest'],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/changes', {
          params: { path: { gatewayId }, query: { 'page[size]': CHANGES } },
        }),
      ),
    refetchInterval: 5_000,
  });
  return (
    <Section title="Last changes">
      <Loaded query={changes}>
        {({ data }) =>
          data.length === 0 ? (
            <List size="sm" />
          ) : (
            <DataTable headings={['Version', 'When', 'Who', 'What']} minWidth={500}>
              {data.map((change, index) => (
                <Table.Tr key={index}>
                  <Table.Td>{change.version}</Table.Td>
                  <Table.Td>{new Date(change.changed_at).toLocaleString()}</Table.Td>
                  <Table.Td>{change.changed_by}</Table.Td>
                  <Table.Td>{[change.entity.type.replaceAll('_', ' '), change.entity.name, change.action].filter(Boolean).join(' ')}</Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          )
        }
      </Loaded>
    </Section>
  );
}
