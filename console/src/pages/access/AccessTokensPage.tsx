import { PageHeader } from '../../parts/PageHeader';

export default function AccessTokensPage() {
  return <PageHeader title="Access tokens" />;
}
