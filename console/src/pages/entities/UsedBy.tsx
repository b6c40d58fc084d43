import { Anchor, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { send } from '../../api/client';
import { useGatewayId, useTopology } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { pageOfEntity } from '../../parts/advice';
import { words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { Section } from '../../parts/Section';
import { useEntities, type Entity } from './entities';
import { kindOf, type EntityKind } from './kinds';
import { isUsedByPolicies, usersIn } from './users';

/** Kinds that can be asked for by what they refer to: of what, which kind, by which filter. */
const USERS: Record<string, { collection: string; filter: string }> = {
  'backend-clusters': { collection: 'virtual-clusters', filter: 'backend_cluster_id' },
  'virtual-clusters': { collection: 'listeners', filter: 'virtual_cluster_id' },
};

/** Which entities refer to this one. */
export function UsedBy({ kind, entity }: { kind: EntityKind; entity: Entity }) {
  const users = USERS[kind.collection];
  const userKind = kindOf(users?.collection);
  if (users && userKind) return <Users kind={userKind} filter={`&filter[${users.filter}][eq]=${entity.id}`} />;
  return isUsedByPolicies(kind.collection) ? <Policies kind={kind} name={entity.name ?? ''} /> : null;
}

function Users({ kind, filter }: { kind: EntityKind; filter: string }) {
  const gatewayId = useGatewayId();
  const users = useEntities(kind, '', filter);
  return (
    <Section title="Used by">
      <Loaded query={users}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.data);
          return all.length === 0 ? (
            <Text size="sm">No {kind.singular} uses it.</Text>
          ) : (
            <List size="sm" spacing="xs">
              {all.map((user) => (
                <List.Item key={user.id}>
                  <Anchor component={Link} to={`${pageOf(gatewayId, kind.collection)}/${user.id}`} size="sm">
                    {user.name}
                  </Anchor>
                </List.Item>
              ))}
              {users.hasNextPage && <List.Item>and more</List.Item>}
            </List>
          );
        }}
      </Loaded>
    </Section>
  );
}

/** The API cannot be asked for policies by what they refer to: the gateway's document has all of them. */
function Policies({ kind, name }: { kind: EntityKind; name: string }) {
  const gatewayId = useGatewayId();
  const topology = useTopology().data;
  const document = useQuery({ queryKey: ['export', gatewayId], queryFn: () => send('GET', `/event-gateways/${gatewayId}/export`) });
  const pageOfOwner = (ownerKind: string, owner: string) => {
    const owners = ownerKind === 'listener' ? topology?.listeners : topology?.virtual_clusters;
    const id = owners?.find((candidate) => candidate.name === owner)?.id;
    return id && pageOfEntity(ownerKind, id);
  };
  return (
    <Section title="Used by">
      <Loaded query={document}>
        {(found) => {
          const users = usersIn(found, kind.collection, name);
          if (users.length === 0) return <Text size="sm">No policy uses it.</Text>;
          return (
            <List size="sm" spacing="xs">
              {users.map(({ ownerKind, owner, policy }, index) => {
                const page = pageOfOwner(ownerKind, owner);
                const label = `${words(ownerKind)} ${owner}`;
                return (
                  <List.Item key={index}>
                    policy {policy} of {page ? <Link to={pageOf(gatewayId, page)}>{label}</Link> : label}
                  </List.Item>
                );
              })}
            </List>
          );
        }}
      </Loaded>
    </Section>
  );
}
