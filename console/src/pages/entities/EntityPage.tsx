import { Button, Grid } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { send } from '../../api/client';
import { useGateway, useGatewayId } from '../../api/gateway';
import { ForAdmins, useSession } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { asDeclaration } from '../../forms/astext';
import { bodyOf, writable } from '../../forms/schema';
import { SchemaForm } from '../../forms/SchemaForm';
import { AsText } from '../../parts/AsText';
import { ConfirmDelete } from '../../parts/ConfirmDelete';
import { Facts } from '../../parts/Facts';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { PolicyChain } from '../chains/PolicyChain';
import { chainsOf } from '../chains/chains';
import { useEntity, usePathOf, useRefresh, type Entity } from './entities';
import { postOf, putOf, type EntityKind } from './kinds';
import { shownOf } from './shown';
import { UsedBy } from './UsedBy';

export function EntityPage({ kind }: { kind: EntityKind }) {
  const { entityId = '' } = useParams();
  return <Loaded query={useEntity(kind, entityId)}>{(entity) => <Shown key={entity.id} kind={kind} entity={entity} />}</Loaded>;
}

function Shown({ kind, entity }: { kind: EntityKind; entity: Entity }) {
  const gatewayId = useGatewayId();
  const gateway = useGateway();
  const path = `${usePathOf(kind)}/${entity.id}`;
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { canWrite } = useSession();
  const [editing, setEditing] = useState(false);
  const operation = putOf(kind);
  const now = writable(entity, bodyOf(operation ?? postOf(kind)));
  const [body, setBody] = useState<unknown>(now);
  return (
    <>
      <PageHeader
        title={entity.name ?? kind.singular}
        text={kind.singular}
        actions={
          <ForAdmins>
            {operation && !editing && <Button onClick={() => setEditing(true)}>Edit</Button>}
            <ConfirmDelete
              what={`${kind.singular} ${entity.name ?? ''}`}
              onDelete={async () => {
                await send('DELETE', path);
                navigate(pageOf(gatewayId, kind.collection));
                await refresh();
              }}
            />
          </ForAdmins>
        }
      />
      <Grid>
        {editing && operation && canWrite ? (
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <SchemaForm
              schema={bodyOf(operation)}
              value={now}
              submitLabel="Save"
              onChange={setBody}
              onCancel={() => setEditing(false)}
              onSubmit={async (sent) => {
                await send('PUT', path, sent);
                await refresh();
                setEditing(false);
                notifications.show({ message: 'Saved. Nodes are told at once.' });
              }}
            />
          </Grid.Col>
        ) : (
          <Grid.Col span={{ base: 12, lg: 7 }}>
            <Facts facts={shownOf(entity).map(([name, text]) => [name, <span className="lines">{text}</span>])} />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <AsText
            method={operation ? 'PUT' : 'GET'}
            path={path}
            body={operation ? (editing ? body : now) : undefined}
            declaration={asDeclaration(gateway.data?.name ?? 'gateway', kind.collection, editing ? body : now)}
            json={entity}
          />
        </Grid.Col>
      </Grid>
      {chainsOf(kind.collection).map((chain) => (
        <PolicyChain key={chain.policies} chain={chain} parentPath={path} parent={{ collection: kind.collection, body: now }} />
      ))}
      <UsedBy kind={kind} entity={entity} />
    </>
  );
}
