import { Tabs } from '@mantine/core';
import { Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { useGatewayId } from '../../api/gateway';
import { pageOf } from '../../app/navigation';
import { PageHeader } from '../../parts/PageHeader';
import { AccessPreview } from './AccessPreview';
import { PolicyPreview } from './PolicyPreview';
import { RoutePreview } from './RoutePreview';

const KINDS = [
  { path: 'route', label: 'Route of a connection' },
  { path: 'access', label: 'Access' },
  { path: 'policies', label: 'Policies for records' },
];

export default function PreviewPage() {
  const here = `${pageOf(useGatewayId(), 'preview')}/`;
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const current = KINDS.find((kind) => pathname.startsWith(here + kind.path))?.path ?? 'route';
  return (
    <>
      <PageHeader title="Previews" text="What nodes would do, decided by their own code from what is stored now. Nothing is sent to a broker." />
      <Tabs value={current} onChange={(value) => value && navigate(here + value)} keepMounted={false}>
        <Tabs.List mb="md">
          {KINDS.map((kind) => (
            <Tabs.Tab key={kind.path} value={kind.path}>
              {kind.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={current}>
          <Routes>
            <Route index element={<Navigate to={here + 'route'} replace />} />
            <Route path="route" element={<RoutePreview />} />
            <Route path="access" element={<AccessPreview />} />
            <Route path="policies" element={<PolicyPreview />} />
          </Routes>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
