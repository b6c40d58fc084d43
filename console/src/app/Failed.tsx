import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { ApiProblem, messageOf } from '../api/problem';

/** What is shown where something could not be. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <Alert color="red" role="alert" title="This cannot be shown">
      <Stack gap="xs">
        <Text size="sm">{messageOf(error)}</Text>
        {error instanceof ApiProblem && error.instance && <Text size="xs">{error.instance}</Text>}
        <Group>
          <Button size="xs" variant="outline" color="red" onClick={onRetry ?? (() => window.location.reload())}>
            Try again
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

/** For a page that throws: the frame around it stays. */
export function FailedPage() {
  return <Failed error={useRouteError()} />;
}

/** For everything that is outside of any page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Failed error={this.state.error} />;
  }
}
