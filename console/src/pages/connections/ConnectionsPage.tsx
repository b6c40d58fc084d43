import { PageHeader } from '../../parts/PageHeader';

export default function ConnectionsPage() {
  return <PageHeader title="Connections" />;
}
