import { Alert, Badge, Button, Modal, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api, cursorOf, send } from '../../api/client';
import { ForAdmins } from '../../api/session';
import { bodyOf } from '../../forms/schema';
import { SchemaForm } from '../../forms/SchemaForm';
import { CodeBlock } from '../../parts/AsText';
import { ConfirmDelete } from '../../parts/ConfirmDelete';
import { DataTable } from '../../parts/DataTable';
import { Loaded } from '../../parts/Loaded';
import { More } from '../../parts/More';
import { PageHeader } from '../../parts/PageHeader';

const KEY = ['access-tokens'];

export default function AccessTokensPage() {
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string }>();
  const tokens = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ pageParam }) =>
      answered(api.GET('/access-tokens', { params: { query: pageParam ? { 'page[after]': pageParam } : {} } })),
    initialPageParam: '',
    getNextPageParam: (page) => cursorOf(page.meta.page.next),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  return (
    <>
      <PageHeader
        title="Access tokens"
        text="Who may use the API and this console, and what they may do."
        actions={
          <ForAdmins>
            <Button onClick={() => setMaking(true)}>New token</Button>
          </ForAdmins>
        }
      />
      {made && (
        <Alert mb="md" color="green" title={`The token ${made.name}: it is shown this once`} withCloseButton closeButtonLabel="Hide the token" onClose={() => setMade(undefined)}>
          <CodeBlock text={made.token} label="Token" />
        </Alert>
      )}
      <Modal opened={making} onClose={() => setMaking(false)} title="New token" closeButtonProps={{ 'aria-label': 'Close' }}>
        <SchemaForm
          schema={bodyOf('post /access-tokens')}
          submitLabel="Create"
          onCancel={() => setMaking(false)}
          onSubmit={async (body) => {
            setMade(await send<{ name: string; token: string }>('POST', '/access-tokens', body));
            setMaking(false);
            await refresh();
          }}
        />
      </Modal>
      <Loaded query={tokens}>
        {({ pages }) => (
          <Stack>
            <DataTable headings={['Name', 'Role', 'Expires', 'Last used', <Text span className="unseen" key="actions">Actions</Text>]} minWidth={600}>
              {pages
                .flatMap((page) => page.data)
                .map((token) => (
                  <Table.Tr key={token.id}>
                    <Table.Td>{token.name}</Table.Td>
                    <Table.Td>
                      <Badge variant="outline" color={token.role === 'admin' ? 'blue' : 'gray'} tt="none">
                        {token.role === 'admin' ? 'admin' : 'read only'}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{when(token.expires_at, 'never')}</Table.Td>
                    <Table.Td>{when(token.last_used_at, 'not yet')}</Table.Td>
                    <Table.Td>
                      <ForAdmins>
                        <ConfirmDelete
                          label="Revoke"
                          what={token.name}
                          onDelete={async () => {
                            await send('DELETE', `/access-tokens/${token.id}`);
                            await refresh();
                          }}
                        />
                      </ForAdmins>
                    </Table.Td>
                  </Table.Tr>
                ))}
            </DataTable>
            <More pages={tokens} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function when(time: string | undefined, never: string): string {
  return time ? new Date(time).toLocaleString() : never;
}
