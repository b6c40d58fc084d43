import { PageHeader } from '../../parts/PageHeader';

export default function StartPage() {
  return <PageHeader title="First steps" />;
}
