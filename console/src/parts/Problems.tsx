import { Group, List, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { adviceFor } from './advice';
import { count } from './format';
import { Tag } from './Tag';

export interface ShownProblem {
  name: string;
  message: string;
  severity?: 'error' | 'warning';
}

/** A sign and a word for how bad it is: never colour alone. */
export function SeverityBadge({ severity, children }: { severity: 'error' | 'warning'; children?: ReactNode }) {
  return (
    <Tag color={severity === 'error' ? 'red' : 'yellow'}>
      {severity === 'error' ? '✕ ' : '! '}
      {children ?? severity}
    </Tag>
  );
}

interface Counts {
  errors: number;
  warnings: number;
  /** The signs alone tell them apart. */
  compact?: boolean;
  /** What is said when there is none. */
  none?: string;
}

/** How many problems there are, the errors first. */
export function ProblemCounts({ errors, warnings, compact = false, none }: Counts) {
  if (errors + warnings === 0) return none ?? null;
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      {errors > 0 && <SeverityBadge severity="error">{compact ? errors : count(errors, 'error')}</SeverityBadge>}
      {warnings > 0 && <SeverityBadge severity="warning">{compact ? warnings : count(warnings, 'warning')}</SeverityBadge>}
    </Group>
  );
}

export function countsOf(problems: { severity?: 'error' | 'warning' }[]): { errors: number; warnings: number } {
  const warnings = problems.filter((problem) => problem.severity === 'warning').length;
  return { errors: problems.length - warnings, warnings };
}

/** Problems in the words of those who report them, each with what to do about it. */
export function Problems<T extends ShownProblem>({ problems, none, more }: { problems: T[]; none?: string; more?: (problem: T) => ReactNode }) {
  if (problems.length === 0) return none ? <Text size="sm">{none}</Text> : null;
  return (
    <List listStyleType="none" spacing="sm" withPadding={false}>
      {problems.map((problem, index) => (
        <List.Item key={`${problem.name} ${index}`} styles={{ itemWrapper: { display: 'block' } }}>
          <Stack gap={2}>
            <Group gap="xs">
              <SeverityBadge severity={problem.severity ?? 'error'} />
              <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                {problem.name}
              </Text>
            </Group>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {problem.message}
            </Text>
            {adviceFor(problem.name) && (
              <Text size="sm" c="dimmed">
                What to do: {adviceFor(problem.name)}
              </Text>
            )}
            {more?.(problem)}
          </Stack>
        </List.Item>
      ))}
    </List>
  );
}
