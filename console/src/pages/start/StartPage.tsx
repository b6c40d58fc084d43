import { Alert, Anchor, Button, Code, Group, List, Loader, Stack, Stepper, TagsInput, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { Link } from 'react-router';
import { send } from '../../api/client';
import { useGateway, useGatewayId, useTopology } from '../../api/gateway';
import { ApiProblem, messageOf } from '../../api/problem';
import { useSession } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { NewNode } from '../nodes/AddNode';
import { allProblems } from '../overview/problems';
import { useRefresh } from '../entities/entities';
import { declarationOf, problemsAt, type Wanted } from './declaration';

/** From an empty gateway to clients that get through it. */
export default function StartPage() {
  const [step, setStep] = useState<number>();
  const [wanted, setWanted] = useState<Wanted>({ brokers: [], name: 'orders', address: '127.0.0.1', ports: '19092-19095', host: 'localhost' });
  const { canWrite } = useSession();
  const topology = useTopology();
  // Who comes back goes on where there is something missing.
  const begun = topology.data && topology.data.listeners.length > 0 ? (topology.data.nodes.length > 0 ? 2 : 1) : 0;
  const active = step ?? begun;
  return (
    <>
      <PageHeader title="First steps" text="From an empty gateway to clients that get through it." />
      {!canWrite ? (
        <Text>Your token may only read: somebody with another one has to do this.</Text>
      ) : (
        <Loaded query={topology}>
          {() => (
            <Stepper active={active} onStepClick={setStep} size="sm" maw={820}>
              <Stepper.Step label="A way" description="brokers, clients, ports">
                <Way wanted={wanted} onChange={setWanted} onDone={() => setStep(1)} />
              </Stepper.Step>
              <Stepper.Step label="A node" description="which moves the bytes">
                <Node onDone={() => setStep(2)} />
              </Stepper.Step>
              <Stepper.Step label="Clients" description="get through">
                <Clients />
              </Stepper.Step>
            </Stepper>
          )}
        </Loaded>
      )}
    </>
  );
}

function Way({ wanted, onChange, onDone }: { wanted: Wanted; onChange: (next: Wanted) => void; onDone: () => void }) {
  const gatewayId = useGatewayId();
  const gateway = useGateway();
  const refresh = useRefresh();
  const [problem, setProblem] = useState<unknown>();
  const problems = problem instanceof ApiProblem ? problem.invalidParameters : [];
  const field = (name: keyof Wanted) => ({
    error: problemsAt(problems, name),
    required: true,
    'data-path': name,
  });
  const text = (name: Exclude<keyof Wanted, 'brokers'>, label: string, description: string) => (
    <TextInput
      label={label}
      description={description}
      value={wanted[name]}
      onChange={(event) => onChange({ ...wanted, [name]: event.currentTarget.value })}
      {...field(name)}
    />
  );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await send('POST', `/event-gateways/${gatewayId}/apply`, declarationOf(gateway.data?.name ?? 'gateway', wanted));
      await refresh();
      onDone();
    } catch (e) {
      setProblem(e);
    }
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TagsInput
          label="Brokers"
          description="Addresses of your Kafka cluster, host:port. Press Enter after each. One with TLS or credentials is declared among the backend clusters."
          value={wanted.brokers}
          onChange={(brokers) => onChange({ ...wanted, brokers })}
          splitChars={[',', ' ']}
          acceptValueOnBlur
          {...field('brokers')}
        />
        {text('name', 'Virtual cluster', 'What clients see: a name of your choice.')}
        {text('address', 'Address', 'Where nodes listen: 0.0.0.0 for all addresses of theirs.')}
        {text('ports', 'Ports', 'The first one is what clients connect to, each further one stands for a broker.')}
        {text('host', 'Host that clients use', 'How clients reach the nodes.')}
        {problem !== undefined && (
          <Alert color="red" role="alert" title="Nothing was changed">
            <Text size="sm">{messageOf(problem)}</Text>
            {problems.length > 1 && (
              <List size="sm">
                {problems.map((item, index) => (
                  <List.Item key={index}>
                    {item.field}: {item.reason}
                  </List.Item>
                ))}
              </List>
            )}
          </Alert>
        )}
        <Group>
          <Button type="submit">Declare it</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Node({ onDone }: { onDone: () => void }) {
  return (
    <Stack>
      <Text size="sm">
        A node is known by a certificate. Its key is made in this browser and goes nowhere else: save it before you go on.
      </Text>
      <NewNode whenThere={<Button onClick={onDone}>Go on</Button>} />
      <Group>
        <Button variant="default" onClick={onDone}>
          I have a node
        </Button>
      </Group>
    </Stack>
  );
}

function Clients() {
  const gatewayId = useGatewayId();
  const topology = useTopology();
  const graph = topology.data;
  const applied = graph?.nodes.filter((node) => node.config_version === graph.version) ?? [];
  const errors = graph ? allProblems(graph).filter((problem) => problem.severity === 'error') : [];
  return (
    <Stack>
      {applied.length === 0 ? (
        <>
          <Group role="status">
            <Loader size="sm" />
            <Text size="sm">Waiting for a node that has this configuration</Text>
          </Group>
        </>
      ) : errors.length > 0 ? (
        <Alert color="red" title="A node has the configuration, and cannot apply all of it">
          <List size="sm">
            {errors.map((error, index) => (
              <List.Item key={index}>{error.message}</List.Item>
            ))}
          </List>
        </Alert>
      ) : (
        <Alert color="green" role="status" title="It works">
          <Stack gap="xs">
            <Text size="sm">{applied.length === 1 ? 'A node has' : `${applied.length} nodes have`} applied this configuration. Clients connect to</Text>
            <Addresses />
            <Anchor component={Link} to={pageOf(gatewayId, 'topology')} size="sm">
              See it in the topology
            </Anchor>
          </Stack>
        </Alert>
      )}
    </Stack>
  );
}

/** The listeners' first ports, which are for bootstrapping. */
function Addresses() {
  const topology = useTopology();
  return (
    <List size="sm">
      {topology.data?.listeners.map((listener) => (
        <List.Item key={listener.id}>
          <Code>
            {listener.addresses[0]}:{String(listener.ports[0] ?? '').split('-')[0]}
          </Code>{' '}
          ({listener.name})
        </List.Item>
      ))}
    </List>
  );
}
