import { Code, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { Choice } from './Choice';
import { useVirtualClusters } from './choices';
import { headersOf } from './headers';
import { LitPath } from './LitPath';
import { PreviewForm } from './PreviewForm';
import { ANONYMOUS, PrincipalFields } from './Principal';
import { stepsOfPolicies } from './steps';

type Phase = components['schemas']['PolicyPreviewRequest']['phase'];
type VirtualCluster = components['schemas']['VirtualCluster'];

export function PolicyPreview() {
  const gatewayId = useGatewayId();
  const [asked] = useSearchParams();
  const [cluster, setCluster] = useState<VirtualCluster>();
  const [principal, setPrincipal] = useState(ANONYMOUS);
  const [phase, setPhase] = useState<Phase>('produce');
  const [topic, setTopic] = useState('');
  const [key, setKey] = useState('');
  const [value, setValue] = useState('{}');
  const [headers, setHeaders] = useState('');

  const preview = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/event-gateways/{gatewayId}/virtual-clusters/{virtualClusterId}/policy-preview', {
          params: { path: { gatewayId, virtualClusterId: cluster?.id ?? '' } },
          body: {
            phase,
            principal,
            topic,
            record: { ...(key === '' ? {} : { key }), ...(value === '' ? {} : { value }), headers: headersOf(headers) },
          },
        }),
      ),
  });

  return (
    <PreviewForm
      ready={cluster !== undefined}
      preview={preview}
      onAsk={() => preview.mutate()}
      answer={
        preview.data ? (
          <>
            <LitPath steps={stepsOfPolicies(preview.data)} />
            {preview.data.record && (
              <>
                <Text size="sm" fw={600}>
                  The record then
                </Text>
                <Code block tabIndex={0} aria-label="The record then">
                  {JSON.stringify(preview.data.record, null, 2)}
                </Code>
              </>
            )}
          </>
        ) : (
          <Text size="sm">Give a record, and see what each policy does to it.</Text>
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
      <SegmentedControl
        aria-label="What the client does"
        value={phase}
        onChange={(chosen) => setPhase(chosen as Phase)}
        data={[
          { value: 'produce', label: 'Writes the record' },
          { value: 'consume', label: 'Reads the record' },
        ]}
      />
      <PrincipalFields principal={principal} onChange={setPrincipal} />
      <TextInput label="Topic" required value={topic} onChange={(event) => setTopic(event.currentTarget.value)} />
      <TextInput label="Key" description="Empty: none" value={key} onChange={(event) => setKey(event.currentTarget.value)} />
      <Textarea
        label="Value"
        description="Empty: none"
        autosize
        minRows={3}
        maxRows={12}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <Textarea
        label="Headers"
        description="One in each line, as name: value"
        autosize
        minRows={2}
        maxRows={8}
        value={headers}
        onChange={(event) => setHeaders(event.currentTarget.value)}
      />
    </PreviewForm>
  );
}
