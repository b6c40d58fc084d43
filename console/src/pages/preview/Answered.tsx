import { Alert, List, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem, messageOf } from '../../api/problem';

/** What came of a preview, or why there was nothing; it is read aloud when it changes. */
export function Answered({ error, children }: { error: unknown; children: ReactNode }) {
  return (
    <Stack aria-live="polite" gap="sm">
      {error ? (
        <Alert color="red" title={messageOf(error)}>
          {error instanceof ApiProblem && error.invalidParameters.length > 0 && (
            <List size="sm">
              {error.invalidParameters.map((item) => (
                <List.Item key={item.field}>
                  {item.field} {item.reason}
                </List.Item>
              ))}
            </List>
          )}
        </Alert>
      ) : (
        children
      )}
    </Stack>
  );
}
