import { PageHeader } from '../../parts/PageHeader';

export default function NodesPage() {
  return <PageHeader title="Nodes" />;
}
