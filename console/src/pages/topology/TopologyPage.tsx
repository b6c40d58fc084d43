import { Anchor, Badge, Checkbox, Drawer, Group, Pagination, SegmentedControl, Stack, Text } from '@mantine/core';
import { useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { useGatewayId, useTopology } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { count } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemCounts, Problems, countsOf } from '../../parts/Problems';
import { SearchField } from '../../parts/SearchField';
import { useTraffic } from '../traffic/useTraffic';
import { EntityPanel } from './EntityPanel';
import { liveBoxes, liveLines } from './flows';
import { PAGE_SIZE, chosen, graphOf, pagesOf, type Entity, type Topology } from './graph';
import { TopologyGraph } from './TopologyGraph';
import { TopologyTable } from './TopologyTable';

/** The numbers are averages over this time. */
const WINDOW = '30s';

export default function TopologyPage() {
  const topology = useTopology();
  return (
    <>
      <PageHeader title="Topology" text="Which way connections take: listener, policy, virtual cluster, backend cluster, brokers." />
      <Loaded query={topology}>{(found) => <Shown topology={found} />}</Loaded>
    </>
  );
}

function Shown({ topology }: { topology: Topology }) {
  const gatewayId = useGatewayId();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const [wanted, setWanted] = useState<'graph' | 'table'>();
  const view = wanted ?? (narrow ? 'table' : 'graph');
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 200);
  const [onlyWithProblems, setOnlyWithProblems] = useState(false);
  const [page, setPage] = useState(1);
  const [open, setOpen] = useState<Entity>();

  const found = chosen(topology, { contains, onlyWithProblems });
  const pages = pagesOf(found.length);
  const current = Math.min(page, pages);
  const graph = graphOf(topology, { contains, onlyWithProblems, page: current });
  const first = (current - 1) * PAGE_SIZE;
  const traffic = useTraffic(WINDOW, WINDOW).data;
  const live = traffic && liveBoxes(topology, traffic);

  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Group gap="sm">
          <SearchField
            label="Name of a cluster or listener"
            w={270}
            value={search}
            onChange={(next) => {
              setSearch(next);
              setPage(1);
            }}
          />
          <Checkbox
            label="Only with problems"
            checked={onlyWithProblems}
            onChange={(event) => {
              setOnlyWithProblems(event.currentTarget.checked);
              setPage(1);
            }}
          />
          <SegmentedControl
            aria-label="Shown as"
            value={view}
            onChange={(value) => setWanted(value as 'graph' | 'table')}
            data={[
              { value: 'graph', label: 'Graph' },
              { value: 'table', label: 'Table' },
            ]}
          />
        </Group>
        <Group gap="xs">
          <Badge variant="outline" tt="none">
            {topology.version}
          </Badge>
          <Anchor size="sm" component={Link} to={pageOf(gatewayId, 'nodes')}>
            {count(topology.nodes.length, 'live node')}
          </Anchor>
          <ProblemCounts {...countsOf(topology.nodes.length === 0 ? [] : topology.problems)} />
        </Group>
      </Group>

      {topology.virtual_clusters.length === 0 ? (
        <Text>
          There is no virtual cluster yet. <Link to={pageOf(gatewayId, 'start')}>First steps</Link>
        </Text>
      ) : found.length === 0 ? (
        <Text role="status">Nothing here has this in its name{onlyWithProblems ? ' and a problem' : ''}.</Text>
      ) : view === 'graph' ? (
        <TopologyGraph graph={graph} selected={open?.id} onSelect={setOpen} live={live} flows={traffic && liveLines(graph, traffic)} />
      ) : (
        <TopologyTable topology={topology} clusters={found.slice(first, first + PAGE_SIZE)} onSelect={setOpen} live={live} />
      )}

      {pages > 1 && (
        <Group justify="space-between">
          <Text size="sm" role="status">
            Virtual clusters {first + 1} to {Math.min(first + PAGE_SIZE, found.length)} of {found.length}
          </Text>
          <Pagination
            total={pages}
            value={current}
            onChange={setPage}
            size="sm"
            getItemProps={(item) => ({ 'aria-label': `Page ${item}` })}
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
          />
        </Group>
      )}
      {topology.problems.length > 0 && (
        <section aria-label="Other problems">
          <Problems problems={topology.problems} />
        </section>
      )}

      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        title={open && panelTitle(open)}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open && <EntityPanel entity={open} topology={topology} onSelect={setOpen} />}
      </Drawer>
    </Stack>
  );
}

function panelTitle(entity: Entity): string {
  switch (entity.kind) {
    case 'listener':
      return `Listener ${entity.of.name}`;
    case 'policy':
      return `Policy ${entity.of.name ?? entity.of.type}`;
    case 'virtual_cluster':
      return `Virtual cluster ${entity.of.name}`;
    case 'backend_cluster':
      return `Backend cluster ${entity.of.name}`;
    case 'brokers':
      return `Brokers of ${entity.of.name}`;
  }
}
