import { Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { Loaded } from '../../parts/Loaded';
import { Section } from '../../parts/Section';
import { useEntities } from './entities';
import { kindOf, type EntityKind } from './kinds';

/** Kinds that can be asked for by what they refer to: of what, which kind, by which filter. */
const USERS: Record<string, { collection: string; filter: string }> = {
  'backend-clusters': { collection: 'virtual-clusters', filter: 'backend_cluster_id' },
  'virtual-clusters': { collection: 'listeners', filter: 'virtual_cluster_id' },
};

/** Which entities refer to this one. */
export function UsedBy({ kind, id }: { kind: EntityKind; id: string }) {
  const users = USERS[kind.collection];
  const userKind = kindOf(users?.collection);
  return users && userKind ? <Users kind={userKind} filter={`&filter[${users.filter}][eq]=${id}`} /> : null;
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
            <List size="sm">
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
