import { Alert, Button, CopyButton, Group, Loader, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Link } from 'react-router';
import { answered, api } from '../../api/client';
import { useGatewayId } from '../../api/gateway';
import { ApiProblem, messageOf } from '../../api/problem';
import { useSession } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { CodeBlock } from '../../parts/AsText';
import { PageHeader } from '../../parts/PageHeader';
import { makeIdentity, type NodeIdentity } from './certificate';
import { CA_FILE, commandOf, fileNameOf } from './command';
import { isLive, useNodes } from './useNodes';

interface Made extends NodeIdentity {
  name: string;
  knownBefore: Set<string>;
}

/** The page: a node in three steps. */
export function AddNode() {
  const { canWrite } = useSession();
  return (
    <>
      <PageHeader
        title="Add a node"
        text="A node is known by a certificate. The key is made in this browser and goes nowhere else: save it before you leave."
      />
      {canWrite ? <NewNode /> : <Text>Your token may only read.</Text>}
    </>
  );
}

/** A certificate, registered; the command that starts the node; and then it waits until the node is there. */
export function NewNode({ whenThere }: { whenThere?: ReactNode }) {
  const [made, setMade] = useState<Made>();
  return made === undefined ? <Naming onMade={setMade} /> : <Starting made={made} whenThere={whenThere} />;
}

function Naming({ onMade }: { onMade: (made: Made) => void }) {
  const gatewayId = useGatewayId();
  const queries = useQueryClient();
  const nodes = useNodes();
  const [name, setName] = useState('node-1');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const atName = problem instanceof ApiProblem ? problem.invalidParameters.find((item) => item.field === 'name') : undefined;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const identity = await makeIdentity(name.trim());
      await answered(
        api.POST('/event-gateways/{gatewayId}/data-plane-certificates', {
          params: { path: { gatewayId } },
          body: { name: name.trim(), certificate: identity.certificate },
        }),
      );
      await queries.invalidateQueries({ queryKey: ['data-plane-certificates', gatewayId] });
      const known = (nodes.data?.pages ?? []).flatMap((page) => page.data ?? []);
      onMade({ ...identity, name: name.trim(), knownBefore: new Set(known.map((node) => node.id)) });
    } catch (e) {
      setProblem(e);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={440}>
        <TextInput
          label="Name of the certificate"
          description="Unique in the gateway"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={atName?.reason}
        />
        {problem !== undefined && !atName && (
          <Alert color="red" role="alert" title="Not registered">
            {messageOf(problem)}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={busy} disabled={name.trim() === '' || nodes.isPending}>
            Make and register a certificate
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Starting({ made, whenThere }: { made: Made; whenThere: ReactNode }) {
  const gatewayId = useGatewayId();
  const { port, ca } = useSession().config_stream;
  const command = commandOf({ host: window.location.hostname, port, ownCa: ca !== undefined, gatewayId, name: made.name });
  const file = fileNameOf(made.name);
  return (
    <Stack>
      <Title order={2} size="h4">
        1. Save the files
      </Title>
      <Text size="sm">The certificate [{made.name}] is registered. The key cannot be shown again once you leave this page.</Text>
      <Group>
        {ca !== undefined && (
          <Button variant="default" onClick={() => save(CA_FILE, `${ca}\n`)}>
            Save {CA_FILE}
          </Button>
        )}
        <Button variant="default" onClick={() => save(`${file}.crt`, made.certificate)}>
          Save {file}.crt
        </Button>
        <Button variant="default" onClick={() => save(`${file}.key`, made.key)}>
          Save {file}.key
        </Button>
        <CopyButton value={made.key}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy the key'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Title order={2} size="h4">
        2. Start the node
      </Title>
      <Text size="sm">
        In a folder that has them and the program. The address is this page's host with the port of the config stream: take another
        one where nodes reach the control plane otherwise.
      </Text>
      <CodeBlock text={command} label="Command" />
      <Title order={2} size="h4">
        3. Wait until it is there
      </Title>
      <Waiting knownBefore={made.knownBefore} whenThere={whenThere} />
    </Stack>
  );
}

function Waiting({ knownBefore, whenThere }: { knownBefore: Set<string>; whenThere: ReactNode }) {
  const gatewayId = useGatewayId();
  const nodes = useNodes();
  const all = (nodes.data?.pages ?? []).flatMap((page) => page.data ?? []);
  const arrived = all.find((node) => !knownBefore.has(node.id) && isLive(node, Date.now()));
  return (
    <div role="status">
      {arrived === undefined ? (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">Waiting for a node that was not here before</Text>
        </Group>
      ) : (
        <Alert color="blue" title="The node is there">
          <Link to={`${pageOf(gatewayId, 'nodes')}/${arrived.id}`}>
            Release {arrived.version}, {arrived.config_version === undefined ? 'no configuration applied yet' : `configuration ${arrived.config_version}`}
          </Link>
          {whenThere && <Group mt="sm">{whenThere}</Group>}
        </Alert>
      )}
    </div>
  );
}

function save(name: string, content: string) {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/x-pem-file' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
