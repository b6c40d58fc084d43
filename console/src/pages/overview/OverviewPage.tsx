import { Alert, Anchor, Badge, Loader, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { answered, api } from '../../api/client';
import { useGateway, useGatewayId, useTopology, type Topology } from '../../api/gateway';
import { usePollMillis } from '../../api/live';
import { ForAdmins } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { Figure } from '../../parts/Figure';
import { count, perSecond, short, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { countsOf, ProblemCounts, Problems } from '../../parts/Problems';
import { Section } from '../../parts/Section';
import { SOON_DAYS, worriesOf, type Worries } from '../certificates/expiry';
import { useCertificates } from '../certificates/useCertificates';
import { ChangesTable } from '../changes/ChangesTable';
import { requestsOf, totalOf, troubleOf } from '../traffic/curves';
import { useCurves, type Traffic } from '../traffic/useTraffic';
import { allProblems } from './problems';
import { nowOf } from './rates';

/** Draws curves, and is large: the page is there before it. */
const Chart = lazy(async () => ({ default: (await import('../traffic/Chart')).Chart }));

const WINDOW = '5m';
const STEP = '5s';
const CHANGES = 5;
const CHANGES_POLL_MILLIS = 5_000;
const PROBLEMS = 5;

export default function OverviewPage() {
  const gatewayId = useGatewayId();
  const topology = useTopology();
  const traffic = useCurves(WINDOW, STEP);
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
            <Figures graph={graph} traffic={traffic.data} />
            <Worst graph={graph} />
          </>
        )}
      </Loaded>
      <Loaded query={traffic}>{(found) => <Curves traffic={found} />}</Loaded>
      <Changes />
    </>
  );
}

function Figures({ graph, traffic }: { graph: Topology; traffic?: Traffic }) {
  const gatewayId = useGatewayId();
  const applied = graph.nodes.filter((node) => node.config_version === graph.version).length;
  const { errors, warnings } = countsOf(allProblems(graph));
  const clear = errors + warnings === 0;
  const page = (path: string) => pageOf(gatewayId, path);
  const now = traffic && nowOf(traffic.series);
  const rejections = traffic ? totalOf(traffic.listeners.map((listener) => listener.rejections)) : [];
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      <Figure label="Requests" to={page('traffic')} more={now && `${perSecond(now.errors)} errors`}>
        {now ? perSecond(now.requests) : '–'}
      </Figure>
      <Figure label="Connections" to={page('connections')} more={count(graph.listeners.length, 'listener')}>
        {now ? short(Math.round(now.connections)) : '–'}
      </Figure>
      <Figure label="Turned away" to={page('connections')} more={`in 5 minutes${rejections[0] ? `, most: ${words(rejections[0].reason)}` : ''}`}>
        {traffic ? short(Math.ceil(rejections.reduce((sum, { count: times }) => sum + times, 0))) : '–'}
      </Figure>
      <Figure label="Problems" to={page('nodes')} more={clear ? 'all that was declared is served' : 'said by nodes'}>
        {clear ? 'none' : <ProblemCounts errors={errors} warnings={warnings} />}
      </Figure>
      <Figure label="Nodes" to={page('nodes')} more={graph.nodes.length === 0 ? 'no node is there' : `have ${graph.version}`}>
        {applied} of {graph.nodes.length}
      </Figure>
      <Figure label="Virtual clusters" to={page('virtual-clusters')} more="what clients see">
        {graph.virtual_clusters.length}
      </Figure>
      <Figure label="Backend clusters" to={page('backend-clusters')} more="real ones">
        {graph.backend_clusters.length}
      </Figure>
      <Certificates />
    </SimpleGrid>
  );
}

function Certificates() {
  const gatewayId = useGatewayId();
  const certificates = useCertificates().data?.data;
  const worries = certificates && worriesOf(certificates, Date.now());
  const bad = worries !== undefined && worries.expiring + worries.uncovering > 0;
  return (
    <Figure
      label="Certificates"
      to={pageOf(gatewayId, 'certificates')}
      more={bad ? wordsOf(worries) : 'none expires soon'}
    >
      {certificates === undefined ? '–' : bad ? <ProblemCounts errors={0} warnings={worries.expiring + worries.uncovering} /> : certificates.length}
    </Figure>
  );
}

function wordsOf({ expiring, uncovering }: Worries): string {
  const soon = expiring > 0 ? [`${expiring} within ${SOON_DAYS} days of its end`] : [];
  const lacking = uncovering > 0 ? [`${uncovering} not for all addresses`] : [];
  return [...soon, ...lacking].join(', ');
}

function Worst({ graph }: { graph: Topology }) {
  const gatewayId = useGatewayId();
  const problems = allProblems(graph);
  if (problems.length === 0) return null;
  return (
    <Section title="Problems that nodes report">
      <Problems problems={problems.slice(0, PROBLEMS)} />
      {problems.length > PROBLEMS && (
        <Text size="sm" mt="xs">
          and {problems.length - PROBLEMS} more, in the <Link to={pageOf(gatewayId, 'topology')}>topology</Link>
        </Text>
      )}
    </Section>
  );
}

function Curves({ traffic }: { traffic: Traffic }) {
  const { series } = traffic;
  return (
    <Section title="The last five minutes">
      <Suspense fallback={<Loader aria-label="Loading" />}>
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          <Chart title="Requests" curves={requestsOf(series)} format={perSecond} level={3} />
          <Chart title="Rejections and errors" curves={troubleOf(series)} format={perSecond} level={3} />
        </SimpleGrid>
      </Suspense>
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
    refetchInterval: usePollMillis(CHANGES_POLL_MILLIS),
  });
  return (
    <Section title="Last changes">
      <Loaded query={changes}>
        {({ data }) => (data.length === 0 ? <Text size="sm">Nothing was changed yet.</Text> : <ChangesTable changes={data} />)}
      </Loaded>
    </Section>
  );
}
