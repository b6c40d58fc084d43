import { Button, Group, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useGateway, useGatewayId } from '../../api/gateway';
import { ForAdmins } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { ago } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemCounts } from '../../parts/Problems';
import { Tag } from '../../parts/Tag';
import { useTopology } from '../topology/useTopology';
import { isLive, useNodes, type GatewayNode } from './useNodes';

export function NodeList() {
  const gatewayId = useGatewayId();
  const nodes = useNodes();
  const version = useGateway().data?.version;
  const live = new Map((useTopology().data?.nodes ?? []).map((node) => [node.id, node]));
  const now = Date.now();

  const applied = (node: GatewayNode) => {
    const held = node.config_version ?? 'none';
    if (!isLive(node, now) || version === undefined) return held;
    return node.config_version === version ? `${held}, up to date` : `${held}, behind ${version}`;
  };
  return (
    <>
      <PageHeader
        title="Nodes"
        text="The processes that Kafka clients connect to. A node that was not seen for a minute is taken for gone."
        actions={
          <ForAdmins>
            <Button component={Link} to={`${pageOf(gatewayId, 'nodes')}/new`}>
              Add a node
            </Button>
          </ForAdmins>
        }
      />
      <Loaded query={nodes}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.data ?? []).sort((a, b) => Number(isLive(b, now)) - Number(isLive(a, now)));
          if (all.length === 0) return <Text>No node has ever connected.</Text>;
          return (
            <Table.ScrollContainer minWidth={700}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Node</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th>Configuration</Table.Th>
                    <Table.Th>Release</Table.Th>
                    <Table.Th>Seen</Table.Th>
                    <Table.Th>Problems</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {all.map((node) => (
                    <Table.Tr key={node.id}>
                      <Table.Th scope="row">
                        <Link to={`${pageOf(gatewayId, 'nodes')}/${node.id}`}>{live.get(node.id)?.hostname ?? node.id}</Link>
                      </Table.Th>
                      <Table.Td>
                        <LiveBadge live={isLive(node, now)} />
                      </Table.Td>
                      <Table.Td>{applied(node)}</Table.Td>
                      <Table.Td>{node.version}</Table.Td>
                      <Table.Td>{ago(node.last_seen_at, now)}</Table.Td>
                      <Table.Td>
                        <ProblemCounts errors={live.get(node.id)?.errors ?? 0} warnings={live.get(node.id)?.warnings ?? 0} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          );
        }}
      </Loaded>
      {nodes.hasNextPage && (
        <Group justify="center" mt="sm">
          <Button variant="default" onClick={() => void nodes.fetchNextPage()} loading={nodes.isFetchingNextPage}>
            More
          </Button>
        </Group>
      )}
    </>
  );
}

export function LiveBadge({ live }: { live: boolean }) {
  return <Tag color={live ? 'green' : 'gray'}>{live ? '● live' : '○ gone'}</Tag>;
}
