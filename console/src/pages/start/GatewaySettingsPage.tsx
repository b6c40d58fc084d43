import { Grid, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { send } from '../../api/client';
import { useGateway, useGatewayId, type Gateway } from '../../api/gateway';
import { ForAdmins, useSession } from '../../api/session';
import { asGatewayDeclaration } from '../../forms/astext';
import { bodyOf, writable } from '../../forms/schema';
import { SchemaForm } from '../../forms/SchemaForm';
import { AsText } from '../../parts/AsText';
import { ConfirmDelete } from '../../parts/ConfirmDelete';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { useRefresh } from '../entities/entities';

const PUT = 'put /event-gateways/{gatewayId}';

/** What is said of a gateway itself, and its end. */
export default function GatewaySettingsPage() {
  return <Loaded query={useGateway()}>{(gateway) => <Settings key={gateway.id} gateway={gateway} />}</Loaded>;
}

function Settings({ gateway }: { gateway: Gateway }) {
  const path = `/event-gateways/${useGatewayId()}`;
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { canWrite } = useSession();
  const [before] = useState(() => writable(gateway, bodyOf(PUT)));
  const [body, setBody] = useState<unknown>(before);
  return (
    <>
      <PageHeader
        title={`Gateway ${gateway.name}`}
        text="Its name, and what holds for all of it."
        actions={
          <ForAdmins>
            <ConfirmDelete
              what={`gateway ${gateway.name} with everything in it`}
              onDelete={async () => {
                await send('DELETE', path);
                navigate('/');
              }}
            />
          </ForAdmins>
        }
      />
      <Grid>
        {canWrite && (
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <SchemaForm
              schema={bodyOf(PUT)}
              value={before}
              submitLabel="Save"
              onChange={setBody}
              onSubmit={async (sent) => {
                await send('PUT', path, sent);
                await refresh();
                notifications.show({ message: 'Saved. Nodes are told at once.' });
              }}
            />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, lg: canWrite ? 5 : 12 }}>
          <AsText method="PUT" path={path} body={body} declaration={asGatewayDeclaration(body)} json={gateway} />
        </Grid.Col>
      </Grid>
      <Text size="sm" c="dimmed" mt="md">
        A gateway is deleted with all that is declared in it; its nodes serve nothing more.
      </Text>
    </>
  );
}
