import { PageHeader } from '../../parts/PageHeader';

export default function ChangesPage() {
  return <PageHeader title="Changes" />;
}
