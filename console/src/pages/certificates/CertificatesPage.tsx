import { Button, Group, List, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { pageOfEntity } from '../../parts/advice';
import { DataTable } from '../../parts/DataTable';
import { dateTime, words } from '../../parts/format';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';
import { SeverityBadge } from '../../parts/Problems';
import { SearchField } from '../../parts/SearchField';
import { expiryOf, purposeOf } from './expiry';
import { useCertificates, type UsedCertificate } from './useCertificates';

const SHOWN_AT_ONCE = 100;
const SHOWN_NAMES = 5;

/** Certificates in use, those first about which something is to be done. */
export default function CertificatesPage() {
  const certificates = useCertificates();
  const [contains, setContains] = useState('');
  const [shown, setShown] = useState(SHOWN_AT_ONCE);
  return (
    <>
      <PageHeader title="Certificates" text="Every certificate in use, the one that expires first at the beginning." />
      <SearchField label="Name, subject or what uses it" mb="sm" value={contains} onChange={setContains} />
      <Loaded query={certificates}>
        {({ data }) => {
          const found = data.filter((certificate) => has(certificate, contains));
          if (found.length === 0) return <Text role="status">{contains === '' ? 'No certificate is in use.' : 'None has this.'}</Text>;
          return (
            <>
              <DataTable headings={['Used by', 'What for', 'Subject and names', 'Expires']} minWidth={760} verticalSpacing="xs">
                {found.slice(0, shown).map((certificate, index) => (
                  <Row key={`${certificate.used_by.id} ${certificate.purpose} ${index}`} certificate={certificate} />
                ))}
              </DataTable>
              {found.length > shown && (
                <Group justify="center" mt="sm">
                  <Button variant="default" onClick={() => setShown(shown + SHOWN_AT_ONCE)}>
                    {found.length - shown} more
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function has({ used_by, purpose, subject, names }: UsedCertificate, contains: string): boolean {
  const shown = [words(used_by.type), used_by.name ?? used_by.id, words(purpose), subject ?? '', ...names];
  return shown.join('\n').toLowerCase().includes(contains.trim().toLowerCase());
}

function Row({ certificate }: { certificate: UsedCertificate }) {
  const { names, not_after, read_by_nodes, subject, uncovered, unknown } = certificate;
  const expiry = expiryOf(not_after, Date.now());
  return (
    <Table.Tr>
      <Table.Th scope="row">
        <User certificate={certificate} />
      </Table.Th>
      <Table.Td>{purposeOf(certificate)}</Table.Td>
      <Table.Td maw={420} style={{ overflowWrap: 'anywhere' }}>
        <Text size="sm">{unknown ?? subject}</Text>
        {names.length > 0 && (
          <Text size="sm" c="dimmed">
            for {some(names)}
          </Text>
        )}
        {read_by_nodes !== undefined && (
          <Text size="sm" c="dimmed">
            in the environment of {read_by_nodes === 1 ? 'one node' : `${read_by_nodes} nodes`}
          </Text>
        )}
        {uncovered.length > 0 && (
          <Stack gap={4} mt={4} align="flex-start">
            <SeverityBadge severity="warning">not for addresses that clients are given</SeverityBadge>
            <List size="sm">
              {uncovered.map((address) => (
                <List.Item key={address}>{address}</List.Item>
              ))}
            </List>
          </Stack>
        )}
      </Table.Td>
      <Table.Td>
        {expiry.state === 'valid' ? expiry.text : <SeverityBadge severity={expiry.state}>{expiry.text}</SeverityBadge>}
        {not_after && (
          <Text size="sm" c="dimmed">
            {dateTime(not_after)}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function User({ certificate: { used_by, listener_id } }: { certificate: UsedCertificate }) {
  const gatewayId = useGatewayId();
  const page = listener_id === undefined ? pageOfEntity(used_by.type, used_by.id) : pageOfEntity('listener', listener_id);
  const name = used_by.name ?? used_by.id;
  return (
    <>
      {page ? <Link to={pageOf(gatewayId, page)}>{name}</Link> : name}
      <Text size="sm" c="dimmed" fw={400}>
        {words(used_by.type)}
      </Text>
    </>
  );
}

function some(names: string[]): string {
  return names.length <= SHOWN_NAMES ? names.join(', ') : `${names.slice(0, SHOWN_NAMES).join(', ')} and ${names.length - SHOWN_NAMES} more`;
}
