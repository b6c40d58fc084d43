import { Badge, Button, Card, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../api/client';
import { useGateway, useGatewayId } from '../../api/gateway';
import { messageOf } from '../../api/problem';
import { ForAdmins, useSession } from '../../api/session';
import { asDeclaration, withPolicies } from '../../forms/astext';
import { bodyOf, cleaned, initial, writable } from '../../forms/schema';
import { SchemaForm } from '../../forms/SchemaForm';
import { AsText } from '../../parts/AsText';
import { ConfirmDelete } from '../../parts/ConfirmDelete';
import { Loaded } from '../../parts/Loaded';
import { Section } from '../../parts/Section';
import { cellOf, useRefresh, type Entity } from '../entities/entities';
import { moved, type Chain } from './chains';

/** What a chain belongs to, as a declaration has it. */
interface Parent {
  collection: string;
  body: unknown;
}

/** The policies of a listener or a virtual cluster in their order, which is changed by drag, or by the buttons of each. */
export function PolicyChain({ chain, parentPath, parent }: { chain: Chain; parentPath: string; parent: Parent }) {
  const gatewayId = useGatewayId();
  const refresh = useRefresh();
  const [form, setForm] = useState<'new' | Entity>();
  const path = `${parentPath}/${chain.policies}`;
  const policies = useQuery({ queryKey: [chain.policies, gatewayId, path], queryFn: () => send<Entity[]>('GET', path) });
  const isNew = form === 'new';
  return (
    <Section
      title={chain.title}
      actions={
        <ForAdmins>
          <Button size="xs" onClick={() => setForm('new')} aria-label={`New policy in ${chain.title}`}>
            New policy
          </Button>
        </ForAdmins>
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {chain.text}
      </Text>
      <Loaded query={policies}>
        {(list) =>
          list.length === 0 ? (
            <Text size="sm">There is no policy.</Text>
          ) : (
            <Cards chain={chain} path={path} parentPath={parentPath} policies={list} onEdit={setForm} />
          )
        }
      </Loaded>
      <Modal
        opened={form !== undefined}
        onClose={() => setForm(undefined)}
        title={isNew ? 'New policy' : `Policy ${form?.name ?? ''}`}
        size="xl"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {form !== undefined && (
          <PolicyForm
            chain={chain}
            path={path}
            parent={parent}
            policies={policies.data ?? []}
            policy={form === 'new' ? undefined : form}
            onClose={() => setForm(undefined)}
            onDone={async () => {
              await refresh();
              setForm(undefined);
            }}
          />
        )}
      </Modal>
    </Section>
  );
}

function PolicyForm(props: {
  chain: Chain;
  path: string;
  parent: Parent;
  policies: Entity[];
  policy?: Entity;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { chain, path, parent, policies, policy, onClose, onDone } = props;
  const gateway = useGateway();
  const [method, target] = policy ? ['PUT', `${path}/${policy.id}`] : ['POST', path];
  const schema = bodyOf(policy ? chain.put : chain.post);
  const [now] = useState<unknown>(() => (policy ? writable(policy, schema) : undefined));
  const [body, setBody] = useState<unknown>(() => now ?? cleaned(initial(schema)));
  const others = policies.map((other) => (other.id === policy?.id ? undefined : writable(other, bodyOf(chain.put))));
  return (
    <Stack>
      <SchemaForm
        schema={schema}
        value={now}
        submitLabel={policy ? 'Save' : 'Create'}
        onChange={setBody}
        onCancel={onClose}
        onSubmit={async (sent) => {
          await send(method, target, sent);
          await onDone();
        }}
      />
      <AsText
        method={method}
        path={target}
        body={body}
        declaration={asDeclaration(
          gateway.data?.name ?? 'gateway',
          parent.collection,
          withPolicies(parent.body, chain.policies, policy ? others.map((other) => other ?? body) : [...others, body]),
        )}
      />
    </Stack>
  );
}

function Cards({
  chain,
  path,
  parentPath,
  policies,
  onEdit,
}: {
  chain: Chain;
  path: string;
  parentPath: string;
  policies: Entity[];
  onEdit: (policy: Entity) => void;
}) {
  const refresh = useRefresh();
  const { canWrite } = useSession();
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState('');

  const change = async (call: Promise<unknown>) => {
    try {
      await call;
    } catch (e) {
      notifications.show({ color: 'red', title: 'Nothing was changed', message: messageOf(e) });
    }
    await refresh();
  };
  const move = (from: number, to: number) => {
    setSaid(`${nameOf(policies[from])} is number ${to + 1} of ${policies.length}`);
    const order = moved(policies, from, to).map((policy) => policy.id);
    return change(send('PUT', `${parentPath}/${chain.order}`, { policies: order }));
  };

  return (
    <>
      <ol className="chain" aria-label={chain.title}>
        {policies.map((policy, index) => (
          <li
            key={policy.id}
            draggable={canWrite}
            className={over === index && dragged !== undefined && dragged !== index ? 'over' : undefined}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', policy.id);
              setDragged(index);
            }}
            onDragOver={(event) => {
              event.preventDefault();
              setOver(index);
            }}
            onDragEnd={() => {
              setDragged(undefined);
              setOver(undefined);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined && dragged !== index) void move(dragged, index);
              setDragged(undefined);
              setOver(undefined);
            }}
          >
            <Card withBorder padding="sm">
              <Group justify="space-between">
                <Group gap="sm">
                  <Text size="sm" fw={700}>
                    {index + 1}
                  </Text>
                  <Stack gap={0}>
                    <Text size="sm" fw={600}>
                      {nameOf(policy)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {[cellOf(policy.type), summaryOf(policy)].filter(Boolean).join(' · ')}
                    </Text>
                  </Stack>
                  {policy.enabled === false && (
                    <Badge color="gray" variant="outline">
                      off
                    </Badge>
                  )}
                </Group>
                <ForAdmins>
                  <Group gap="xs">
                    <Switch
                      label="On"
                      size="sm"
                      aria-label={`${nameOf(policy)} is on`}
                      checked={policy.enabled !== false}
                      onChange={(event) => void change(send('PATCH', `${path}/${policy.id}`, { enabled: event.currentTarget.checked }))}
                    />
                    <Button size="compact-sm" variant="default" disabled={index === 0} aria-label={`Move ${nameOf(policy)} up`} onClick={() => void move(index, index - 1)}>
                      Up
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={index === policies.length - 1}
                      aria-label={`Move ${nameOf(policy)} down`}
                      onClick={() => void move(index, index + 1)}
                    >
                      Down
                    </Button>
                    <Button size="compact-sm" variant="default" aria-label={`Edit ${nameOf(policy)}`} onClick={() => onEdit(policy)}>
                      Edit
                    </Button>
                    <ConfirmDelete
                      size="compact-sm"
                      what={`policy ${nameOf(policy)}`}
                      onDelete={async () => {
                        await send('DELETE', `${path}/${policy.id}`);
                        await refresh();
                      }}
                    />
                  </Group>
                </ForAdmins>
              </Group>
            </Card>
          </li>
        ))}
      </ol>
      <div role="status" className="unseen">
        {said}
      </div>
    </>
  );
}

function nameOf(policy: Entity | undefined): string {
  return policy?.name || cellOf(policy?.type);
}

/** What a policy is about, in a few words. */
function summaryOf(policy: Entity): string {
  const config = (policy.config ?? {}) as Record<string, unknown>;
  return [cellOf(config.type), config.destination ? `to ${cellOf(config.destination)}` : '', cellOf(config.sni_suffix), cellOf(policy.condition)]
    .filter(Boolean)
    .join(' ');
}
