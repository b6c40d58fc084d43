import { PageHeader } from '../../parts/PageHeader';

export default function PreviewPage() {
  return <PageHeader title="Preview" />;
}
