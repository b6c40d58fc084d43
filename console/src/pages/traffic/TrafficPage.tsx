import { PageHeader } from '../../parts/PageHeader';

export default function TrafficPage() {
  return <PageHeader title="Traffic" />;
}
