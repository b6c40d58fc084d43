import { Button, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useGateway, useGatewayId, useTopology } from '../../api/gateway';
import { ForAdmins } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { ago } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemCounts } from '../../parts/Problems';
import { Tag } from '../../parts/Tag';
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
            <DataTable headings={['Node', 'State', 'Configuration', 'Release', 'Seen', 'Problems']} minWidth={700}>
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
                    <ProblemCounts errors={live.get(node.id)?.errors ?? 0} warnings={live.get(node.id)?.warnings ?? 0} none="none" />
                  </Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          );
        }}
      </Loaded>
      <More pages={nodes} />
    </>
  );
}

export function LiveBadge({ live }: { live: boolean }) {
  return <Tag color={live ? 'green' : 'gray'}>{live ? '● live' : '○ gone'}</Tag>;
}
