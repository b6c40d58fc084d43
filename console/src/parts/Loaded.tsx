import { Loader } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from '../app/Failed';

/** What a query found; until then that it is being looked for, and else why it was not found. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.isPending) return <Loader aria-label="Loading" />;
  if (query.isError && query.data === undefined) return <Failed error={query.error} onRetry={() => void query.refetch()} />;
  return <>{children(query.data as T)}</>;
}
