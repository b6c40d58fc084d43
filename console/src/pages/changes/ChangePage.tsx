import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { answered, api, cursorOf } from '../../api/client';
import { useGateway, useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { pageOf } from '../../app/navigation';
import { dateTime, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';
import { Section } from '../../parts/Section';
import { EntityOf } from './ChangesTable';
import { differencesOf } from './differences';
import { DifferenceTable } from './DifferenceTable';
import { neighbourOf } from './versions';

type DescribedChange = components['schemas']['EventGatewayDescribedChange'];

/** What one version of the gateway changed, field by field. */
export function ChangePage() {
  const gatewayId = useGatewayId();
  const version = useParams().version ?? '';
  const entries = useInfiniteQuery({
    queryKey: ['change', gatewayId, version],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/event-gateways/{gatewayId}/changes/{version}', {
          params: { path: { gatewayId, version }, query: pageParam ? { 'page[after]': pageParam } : {} },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.meta.page.next),
  });
  return (
    <>
      <Loaded query={entries}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.data);
          const first = all[0];
          return (
            <>
              <PageHeader
                title={`Change ${version}`}
                text={first && `${first.changed_by}, ${dateTime(first.changed_at)}`}
                actions={<Neighbours version={version} />}
              />
              <Stack gap={0}>
                {all.map((change, index) => (
                  <Described key={`${change.entity.id} ${index}`} change={change} />
                ))}
              </Stack>
            </>
          );
        }}
      </Loaded>
      <More pages={entries} />
    </>
  );
}

function Described({ change }: { change: DescribedChange }) {
  const { action, detail, before, after, secrets_changed } = change;
  const differences = differencesOf(before, after, secrets_changed);
  return (
    <Section
      title={
        <>
          {words(action)} <EntityOf change={change} />
        </>
      }
    >
      {detail && <Text size="sm">{detail}</Text>}
      {differences.length > 0 ? (
        <DifferenceTable differences={differences} />
      ) : (
        !detail && (
          <Text size="sm" c="dimmed">
            {before === undefined && after === undefined ? 'What it was before was not written down.' : 'No field has another value.'}
          </Text>
        )
      )}
    </Section>
  );
}

function Neighbours({ version }: { version: string }) {
  const changes = pageOf(useGatewayId(), 'changes');
  const older = neighbourOf(version, -1);
  const newest = useGateway().data?.version;
  const newer = version === newest ? undefined : neighbourOf(version, 1);
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" component={Link} to={changes}>
        All changes
      </Button>
      {older && (
        <Button size="xs" variant="default" component={Link} to={`${changes}/${older}`}>
          {older}
        </Button>
      )}
      {newer && (
        <Button size="xs" variant="default" component={Link} to={`${changes}/${newer}`}>
          {newer}
        </Button>
      )}
    </Group>
  );
}
