import { Badge } from '@mantine/core';
import { useGateway } from '../../api/gateway';
import { Loaded } from '../../parts/Loaded';
import { PageHeader } from '../../parts/PageHeader';

export default function OverviewPage() {
  return (
    <Loaded query={useGateway()}>
      {(gateway) => (
        <PageHeader title={gateway.name} text={gateway.description} actions={<Badge variant="outline">{gateway.version}</Badge>} />
      )}
    </Loaded>
  );
}
