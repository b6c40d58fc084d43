import { Button, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { useGateways } from '../../api/gateway';
import { ForAdmins } from '../../api/session';
import { pageOf } from '../../app/navigation';
import { DataTable } from '../../parts/DataTable';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { SearchField } from '../../parts/SearchField';
import { NewGateway } from './NewGateway';

export default function GatewaysPage() {
  const [search, setSearch] = useState('');
  const [contains] = useDebouncedValue(search, 250);
  const [making, setMaking] = useState(false);
  const gateways = useGateways(contains);
  return (
    <>
      <PageHeader
        title="Gateways"
        text="A gateway is one configuration, shared by its nodes."
        actions={
          <ForAdmins>
            <Button onClick={() => setMaking(true)}>New gateway</Button>
          </ForAdmins>
        }
      />
      {making && <NewGateway onClose={() => setMaking(false)} />}
      <SearchField label="Name contains" mb="sm" value={search} onChange={setSearch} />
      <Loaded query={gateways}>
        {({ data }) =>
          data.length === 0 ? (
            <Text>{contains ? 'No gateway has this in its name.' : 'There is no gateway yet.'}</Text>
          ) : (
            <DataTable headings={['Name', 'Version', 'Description']} minWidth={500}>
              {data.map((gateway) => (
                <Table.Tr key={gateway.id}>
                  <Table.Td>
                    <Link to={pageOf(gateway.id, '')}>{gateway.name}</Link>
                  </Table.Td>
                  <Table.Td>{gateway.version}</Table.Td>
                  <Table.Td>{gateway.description}</Table.Td>
                </Table.Tr>
              ))}
            </DataTable>
          )
        }
      </Loaded>
    </>
  );
}
