import { PageHeader } from '../../parts/PageHeader';

export default function TopologyPage() {
  return <PageHeader title="Topology" />;
}
