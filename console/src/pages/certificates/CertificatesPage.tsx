import { PageHeader } from '../../parts/PageHeader';

export default function CertificatesPage() {
  return <PageHeader title="Certificates" />;
}
