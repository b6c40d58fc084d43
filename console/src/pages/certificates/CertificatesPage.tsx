import { List, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answered, api, cursorOf } from '../../api/client';
import { useGatewayId, useTopology } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { dateTime } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';
import { SeverityBadge } from '../../parts/Problems';
import { coveredCount, expiryOf, uncovered } from './expiry';

const PAGE_SIZE = 100;
const SHOWN_NAMES = 10;
const MILLIS = 1000;

export default function CertificatesPage() {
  return (
    <>
      <PageHeader title="Certificates" text="By which nodes are known, and whether those of listeners are for the names that clients are told." />
      <Stack gap="xl">
        <Coverage />
        <OfNodes />
      </Stack>
    </>
  );
}

/** Listeners that have a TLS server, each with the names that its certificate is not for. */
function Coverage() {
  const topology = useTopology();
  return (
    <section aria-labelledby="coverage">
      <Title order={2} size="h4" id="coverage" mb="xs">
        Listeners with TLS
      </Title>
      <Loaded query={topology}>
        {({ listeners }) => {
          const tls = listeners.filter((listener) => listener.policies.some((policy) => policy.type === 'tls_server' && policy.enabled));
          if (tls.length === 0) return <Text size="sm">No listener has an enabled tls_server policy.</Text>;
          return (
            <DataTable headings={['Listener', 'Names that clients are told']} minWidth={520}>
              {tls.slice(0, PAGE_SIZE).map((listener) => (
                <CoverageRow key={listener.id} id={listener.id} name={listener.name} />
              ))}
            </DataTable>
          );
        }}
      </Loaded>
    </section>
  );
}

function CoverageRow({ id, name }: { id: string; name: string }) {
  const gatewayId = useGatewayId();
  const addresses = useQuery({
    queryKey: ['advertised-addresses', gatewayId, id],
    queryFn: () =>
      answered(
        api.GET('/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}/advertised-addresses', {
          params: { path: { gatewayId, eventGatewayListenerId: id }, query: { 'page[size]': PAGE_SIZE } },
        }),
      ),
  });
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <Link to={pageOf(gatewayId, `listeners/${id}`)}>{name}</Link>
      </Table.Th>
      <Table.Td>
        <Loaded query={addresses}>
          {({ data, meta }) => {
            const policies = (data ?? []).flatMap((cluster) => cluster.policies);
            const missing = uncovered(policies);
            const more = meta?.page.next ? ` Of the first ${PAGE_SIZE} virtual clusters.` : '';
            if (missing.length === 0) {
              const covered = coveredCount(policies);
              return covered === 0 ? `Nothing is known of what the certificate is for.${more}` : `The certificate is for all ${covered}.${more}`;
            }
            return (
              <Stack gap={4} align="flex-start">
                <SeverityBadge severity="warning">the certificate is not for {missing.length}</SeverityBadge>
                <List size="sm">
                  {missing.slice(0, SHOWN_NAMES).map((address) => (
                    <List.Item key={address}>{address}</List.Item>
                  ))}
                </List>
                {missing.length > SHOWN_NAMES && <Text size="sm">and {missing.length - SHOWN_NAMES} more</Text>}
                {more && <Text size="sm">{more}</Text>}
              </Stack>
            );
          }}
        </Loaded>
      </Table.Td>
    </Table.Tr>
  );
}

function OfNodes() {
  const gatewayId = useGatewayId();
  const certificates = useInfiniteQuery({
    queryKey: ['data-plane-certificates', gatewayId, 'expiry'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/event-gateways/{gatewayId}/data-plane-certificates', {
          params: { path: { gatewayId }, query: { 'page[size]': PAGE_SIZE, ...(pageParam ? { 'page[after]': pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.meta?.page.next),
  });
  const now = Date.now();
  return (
    <section aria-labelledby="of-nodes">
      <Title order={2} size="h4" id="of-nodes" mb="xs">
        Certificates of nodes
      </Title>
      <Loaded query={certificates}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.data ?? []);
          if (all.length === 0) return <Text size="sm">None is registered.</Text>;
          return (
            <DataTable headings={['Name', 'Subject', 'Expires', 'State']} minWidth={640}>
              {all.map(({ id, name, metadata }) => {
                const expiry = expiryOf(metadata?.expiry, now);
                return (
                  <Table.Tr key={id}>
                    <Table.Th scope="row">
                      <Link to={pageOf(gatewayId, `data-plane-certificates/${id}`)}>{name ?? id}</Link>
                    </Table.Th>
                    <Table.Td>{metadata?.subject}</Table.Td>
                    <Table.Td>
                      {metadata?.expiry === undefined
                        ? expiry.text
                        : `${expiry.text}, ${dateTime(new Date(metadata.expiry * MILLIS).toISOString())}`}
                    </Table.Td>
                    <Table.Td>
                      {expiry.state === 'valid' ? 'valid' : <SeverityBadge severity={expiry.state}>{expiry.text}</SeverityBadge>}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </DataTable>
          );
        }}
      </Loaded>
      <More pages={certificates} />
    </section>
  );
}
