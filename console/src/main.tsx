import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/console.css';
import { Center, Loader, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { LiveUpdates } from './api/live';
import { ApiProblem } from './api/problem';
import { SessionBoundary } from './api/session';
import { ErrorBoundary } from './app/Failed';
import { SignIn } from './app/SignIn';
import { router } from './app/routes';
import { theme, variables } from './app/theme';

const RETRIES = 2;

// Styles that components make while they run have it, since the page's policy allows no others.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
setNonce(nonce);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < RETRIES && !(error instanceof ApiProblem && error.status < 500),
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <Notifications />
          <SessionBoundary
            signIn={<SignIn />}
            waiting={
              <Center component="main" mih="100vh">
                <Loader aria-label="Loading" />
              </Center>
            }
          >
            <LiveUpdates>
              <RouterProvider router={router} />
            </LiveUpdates>
          </SessionBoundary>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
);
