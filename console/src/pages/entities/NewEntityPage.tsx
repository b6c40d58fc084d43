import { Grid } from '@mantine/core';
import { useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { send } from '../../api/client';
import { useGateway, useGatewayId } from '../../api/gateway';
import { useSession } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { asDeclaration } from '../../forms/astext';
import { bodyOf, cleaned, initial } from '../../forms/schema';
import { SchemaForm } from '../../forms/SchemaForm';
import { AsText } from '../../parts/AsText';
import { PageHeader } from '../../parts/PageHeader';
import { usePathOf, useRefresh, type Entity } from './entities';
import { postOf, type EntityKind } from './kinds';

export function NewEntityPage({ kind }: { kind: EntityKind }) {
  const gatewayId = useGatewayId();
  const gateway = useGateway();
  const path = usePathOf(kind);
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { canWrite } = useSession();
  const schema = bodyOf(postOf(kind));
  const [body, setBody] = useState<unknown>(() => cleaned(initial(schema)));
  const list = pageOf(gatewayId, kind.collection);
  if (!canWrite) return <Navigate to={list} replace />;
  return (
    <>
      <PageHeader title={`New ${kind.singular}`} text={kind.text} />
      <Grid>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <SchemaForm
            schema={schema}
            submitLabel="Create"
            onChange={setBody}
            onCancel={() => navigate(list)}
            onSubmit={async (sent) => {
              const made = await send<Entity>('POST', path, sent);
              await refresh();
              navigate(`${list}/${made.id}`);
            }}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <AsText method="POST" path={path} body={body} declaration={asDeclaration(gateway.data?.name ?? 'gateway', kind.collection, body)} />
        </Grid.Col>
      </Grid>
    </>
  );
}
