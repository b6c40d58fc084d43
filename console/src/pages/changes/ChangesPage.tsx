import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Route, Routes } from 'react-router';
import { answered, api, cursorOf } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import { usePollMillis } from '../../api/live';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';
import { SearchField } from '../../parts/SearchField';
import { ChangePage } from './ChangePage';
import { ChangesTable } from './ChangesTable';
import { fits } from './fits';

const PAGE_SIZE = 100;
const POLL_MILLIS = 10_000;

export default function ChangesPage() {
  return (
    <Routes>
      <Route index element={<AllChanges />} />
      <Route path=":version" element={<ChangePage />} />
    </Routes>
  );
}

function AllChanges() {
  const gatewayId = useGatewayId();
  const [contains, setContains] = useState('');
  const changes = useInfiniteQuery({
    queryKey: ['changes', gatewayId],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/event-gateways/{gatewayId}/changes', {
          params: { path: { gatewayId }, query: { 'page[size]': PAGE_SIZE, ...(pageParam ? { 'page[after]': pageParam } : {}) } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => cursorOf(page.meta.page.next),
    refetchInterval: usePollMillis(POLL_MILLIS),
  });
  return (
    <>
      <PageHeader title="Changes" text="Who changed what, the newest first. A version shows what was changed, field by field." />
      <SearchField label="Name, kind, person or version" mb="sm" value={contains} onChange={setContains} />
      <Loaded query={changes}>
        {({ pages }) => {
          const shown = pages.flatMap((page) => page.data).filter((change) => fits(change, contains));
          if (shown.length === 0) return <Text role="status">{contains === '' ? 'Nothing was changed yet.' : 'No change shown has this.'}</Text>;
          return <ChangesTable changes={shown} />;
        }}
      </Loaded>
      <More pages={changes} label="Older ones" />
    </>
  );
}
