import { Group, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { answered, api } from '../../api/client';
import { useGateway, useGatewayId, useTopology } from '../../api/gateway';
import { Facts } from '../../parts/Facts';
import { ago, dateTime, duration, perSecond } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { Problems } from '../../parts/Problems';
import { useCurves } from '../traffic/useTraffic';
import { LiveBadge } from './NodeList';
import { isLive, useProblemsOf } from './useNodes';

const POLL_MILLIS = 5_000;

export function NodePage() {
  const gatewayId = useGatewayId();
  const nodeId = useParams().nodeId ?? '';
  const node = useQuery({
    queryKey: ['node', gatewayId, nodeId],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/nodes/{eventGatewayNodeId}', {
          params: { path: { gatewayId, eventGatewayNodeId: nodeId } },
        }),
      ),
    refetchInterval: POLL_MILLIS,
  });
  const problems = useProblemsOf(nodeId);
  const version = useGateway().data?.version;
  const hostname = useTopology().data?.nodes.find((candidate) => candidate.id === nodeId)?.hostname;

  return (
    <Loaded query={node}>
      {(found) => {
        const live = isLive(found, Date.now());
        return (
          <Stack>
            <PageHeader title={`Node ${hostname ?? found.id}`} text={hostname && found.id} actions={<LiveBadge live={live} />} />
            <Facts
              facts={[
                ['Release', found.version],
                ['Configuration', held(found.config_version, version)],
                ['Applied', found.config_applied_at ? dateTime(found.config_applied_at) : 'never'],
                ['Last seen', `${dateTime(found.last_seen_at)}, ${ago(found.last_seen_at, Date.now())}`],
                ['First seen', dateTime(found.created_at)],
              ]}
            />
            {live && <Live nodeId={nodeId} />}
            <section aria-labelledby="problems">
              <Group mb="xs">
                <Title order={2} size="h4" id="problems">
                  Problems
                </Title>
              </Group>
              <Loaded query={problems}>
                {({ data }) => (
                  <Problems problems={data} none={live ? 'None: all that was declared is served.' : 'None when it was last seen.'} />
                )}
              </Loaded>
            </section>
          </Stack>
        );
      }}
    </Loaded>
  );
}

/** As the node said last; nodes of earlier releases say nothing of it. */
function Live({ nodeId }: { nodeId: string }) {
  const gatewayId = useGatewayId();
  const live = useQuery({
    queryKey: ['node-live', gatewayId, nodeId],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/nodes/{eventGatewayNodeId}/live', {
          params: { path: { gatewayId, eventGatewayNodeId: nodeId } },
        }),
      ),
    refetchInterval: POLL_MILLIS,
  });
  const rates = useCurves('1m', '5s', { node_id: nodeId }).data?.nodes.find((node) => node.id === nodeId)?.rates;
  const backends = new Map((useTopology().data?.backend_clusters ?? []).map((backend) => [backend.id, backend.name]));
  if (live.data === undefined) return null;
  const { ready, uptime_seconds, connections, sockets, brokers } = live.data;
  return (
    <section aria-labelledby="live">
      <Title order={2} size="h4" id="live" mb="xs">
        Now
      </Title>
      <Facts
        facts={[
          ['Ready', ready ? 'yes' : 'no: it wants no clients yet'],
          ['Runs for', duration(uptime_seconds)],
          ['Connections', String(connections)],
          ...(rates ? [['Requests', perSecond(rates.requests_per_second)] as [string, string]] : []),
          ['Sockets', `${sockets.open} open${sockets.closed.length > 0 ? `, not open: ${sockets.closed.join(', ')}` : ''}`],
          ...brokers.map(({ backend_cluster_id, node_ids }): [string, string] => [
            `Brokers of ${backends.get(backend_cluster_id) ?? backend_cluster_id}`,
            node_ids.join(', ') || 'none known',
          ]),
        ]}
      />
    </section>
  );
}

function held(has: string | undefined, wanted: string | undefined): string {
  if (has === undefined) return 'none yet';
  if (wanted === undefined) return has;
  return has === wanted ? `${has}, up to date` : `${has}, the gateway has ${wanted}`;
}
