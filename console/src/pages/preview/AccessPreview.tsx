import { NativeSelect, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { words } from '../../parts/format';
import { Choice } from './Choice';
import { useVirtualClusters } from './choices';
import { LitPath } from './LitPath';
import { PreviewForm } from './PreviewForm';
import { ANONYMOUS, PrincipalFields } from './Principal';
import { stepsOfAccess } from './steps';

type Request = components['schemas']['AccessPreviewRequest'];
type VirtualCluster = components['schemas']['VirtualCluster'];

const OPERATIONS: Request['operation'][] = [
  'read',
  'write',
  'create',
  'delete',
  'describe',
  'alter',
  'describe_configs',
  'alter_configs',
  'idempotent_write',
];
const RESOURCES: Request['resource']['type'][] = ['topic', 'group', 'transactional_id', 'cluster'];

export function AccessPreview() {
  const gatewayId = useGatewayId();
  const [asked] = useSearchParams();
  const [cluster, setCluster] = useState<VirtualCluster>();
  const [principal, setPrincipal] = useState(ANONYMOUS);
  const [operation, setOperation] = useState<Request['operation']>('write');
  const [type, setType] = useState<Request['resource']['type']>('topic');
  const [name, setName] = useState('');

  const preview = useMutation({
    mutationFn: async () => ({
      who: `${principal.name} (${words(principal.type)})`,
      what: `${words(operation)}: ${words(type)} ${name}`,
      access: await answered(
        api.POST('/event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}/access-preview', {
          params: { path: { gatewayId, virtualClusterId: cluster?.id ?? '' } },
          body: { principal, operation, resource: { type, ...(name === '' ? {} : { name }) } },
        }),
      ),
    }),
  });

  return (
    <PreviewForm
      ready={cluster !== undefined}
      preview={preview}
      onAsk={() => preview.mutate()}
      answer={
        preview.data ? (
          <LitPath steps={stepsOfAccess(preview.data.who, preview.data.what, preview.data.access)} />
        ) : (
          <Text size="sm">Say who wants to do what, and see which rule decides.</Text>
        )
      }
    >
      <Choice
        label="Virtual cluster"
        chosen={cluster}
        initial={asked.get('virtual_cluster')}
        useItems={useVirtualClusters}
        onChoose={setCluster}
      />
      <PrincipalFields principal={principal} onChange={setPrincipal} />
      <NativeSelect
        label="Operation"
        data={OPERATIONS.map((value) => ({ value, label: words(value) }))}
        value={operation}
        onChange={(event) => setOperation(event.currentTarget.value as Request['operation'])}
      />
      <NativeSelect
        label="Kind of resource"
        data={RESOURCES.map((value) => ({ value, label: words(value) }))}
        value={type}
        onChange={(event) => setType(event.currentTarget.value as Request['resource']['type'])}
      />
      <TextInput
        label="Name of the resource"
        description="As the client names it"
        required={type !== 'cluster'}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </PreviewForm>
  );
}
