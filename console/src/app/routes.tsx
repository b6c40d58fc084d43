import { createBrowserRouter, type RouteObject } from 'react-router';
import type { ComponentType } from 'react';
import { Loader, Text, Title } from '@mantine/core';
import { FailedPage } from './Failed';
import { Shell } from './Shell';

type Page = () => Promise<{ default: ComponentType }>;

/** Each page is a file of its own, fetched when somebody goes there. */
function page(path: string, load: Page): RouteObject {
  return { path, lazy: async () => ({ Component: (await load()).default }), errorElement: <FailedPage /> };
}

/** A page and whatever is below its address, which it tells apart by itself with <Routes>. */
function pages(path: string, load: Page): RouteObject {
  return page(`${path}/*`, load);
}

function NothingHere() {
  return (
    <>
      <Title order={1}>Nothing here</Title>
      <Text>There is no such page.</Text>
    </>
  );
}

export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      hydrateFallbackElement: <Loader aria-label="Loading" />,
      children: [
        { index: true, lazy: async () => ({ Component: (await import('../pages/start/GatewaysPage')).default }), errorElement: <FailedPage /> },
        page('access-tokens', () => import('../pages/access/AccessTokensPage')),
        page('g/:gatewayId', () => import('../pages/overview/OverviewPage')),
        pages('g/:gatewayId/start', () => import('../pages/start/StartPage')),
        pages('g/:gatewayId/topology', () => import('../pages/topology/TopologyPage')),
        pages('g/:gatewayId/traffic', () => import('../pages/traffic/TrafficPage')),
        pages('g/:gatewayId/connections', () => import('../pages/connections/ConnectionsPage')),
        pages('g/:gatewayId/nodes', () => import('../pages/nodes/NodesPage')),
        pages('g/:gatewayId/preview', () => import('../pages/preview/PreviewPage')),
        pages('g/:gatewayId/certificates', () => import('../pages/certificates/CertificatesPage')),
        pages('g/:gatewayId/changes', () => import('../pages/changes/ChangesPage')),
        page('g/:gatewayId/settings', () => import('../pages/start/GatewaySettingsPage')),
        pages('g/:gatewayId/:collection', () => import('../pages/entities/EntitiesPage')),
        { path: '*', element: <NothingHere /> },
      ],
    },
  ],
  { basename: '/console' },
);
