import { Alert, Button, Checkbox, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import type { components } from '../../generated/api';
import { Choice } from './Choice';
import { useListeners } from './choices';
import { LitPath } from './LitPath';
import { PreviewForm } from './PreviewForm';
import { stepsOfRoute } from './steps';

type Listener = components['schemas']['EventGatewayListener'];
const FALLBACK_PORT = 9092;

export function RoutePreview() {
  const gatewayId = useGatewayId();
  const [asked] = useSearchParams();
  const [listener, setListener] = useState<Listener>();
  const [port, setPort] = useState<number | undefined>(Number(asked.get('port')) || undefined);
  const [tls, setTls] = useState(asked.get('tls') !== 'false');
  const [serverName, setServerName] = useState(asked.get('server_name') ?? '');
  const localPort = port ?? firstPortOf(listener);

  const preview = useMutation({
    mutationFn: async (name: string) => ({
      listener: listener?.name ?? '',
      route: await answered(
        api.POST('/event-gateways/{gatewayId}/listeners/{eventGatewayListenerId}/route-preview', {
          params: { path: { gatewayId, eventGatewayListenerId: listener?.id ?? '' } },
          body: { local_port: localPort, tls, ...(tls && name ? { server_name: name } : {}) },
        }),
      ),
    }),
  });

  // Who comes from a connection that was turned away has said all that there is to say.
  const told = asked.has('server_name') && listener !== undefined && listener.id === asked.get('listener');
  const begun = useRef(false);
  const { mutate } = preview;
  useEffect(() => {
    if (!told || begun.current) return;
    begun.current = true;
    mutate(serverName.trim());
  }, [told, mutate, serverName]);

  return (
    <PreviewForm
      ready={listener !== undefined}
      preview={preview}
      onAsk={() => preview.mutate(serverName.trim())}
      answer={
        <>
          {preview.data && (
            <>
              <LitPath steps={stepsOfRoute(preview.data.listener, preview.data.route)} />
              {(preview.data.route.nearest_names ?? []).length > 0 && (
                <Alert color="blue" title="Did you mean">
                  <Stack gap="xs" align="flex-start">
                    {preview.data.route.nearest_names?.map((name) => (
                      <Button
                        key={name}
                        size="compact-sm"
                        variant="default"
                        onClick={() => {
                          setServerName(name);
                          preview.mutate(name);
                        }}
                      >
                        {name}
                      </Button>
                    ))}
                  </Stack>
                </Alert>
              )}
            </>
          )}
          {!preview.data && !preview.isPending && <Text size="sm">Say what a client would do, and see where it would end.</Text>}
        </>
      }
    >
      <Choice
        label="Listener"
        chosen={listener}
        initial={asked.get('listener')}
        useItems={useListeners}
        onChoose={(item) => {
          if (listener) setPort(undefined);
          setListener(item);
        }}
      />
      <NumberInput
        label="Port at which the client comes in"
        required
        min={1}
        max={65535}
        allowDecimal={false}
        value={localPort}
        onChange={(value) => setPort(Number(value) || undefined)}
      />
      <Checkbox label="The client speaks TLS" checked={tls} onChange={(event) => setTls(event.currentTarget.checked)} />
      <TextInput
        label="Server name (SNI)"
        description="What the client connects to; empty when it sends none"
        disabled={!tls}
        value={serverName}
        onChange={(event) => setServerName(event.currentTarget.value)}
      />
    </PreviewForm>
  );
}

function firstPortOf(listener: Listener | undefined): number {
  return Number.parseInt(String(listener?.ports[0] ?? ''), 10) || FALLBACK_PORT;
}
