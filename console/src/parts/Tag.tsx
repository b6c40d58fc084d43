import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

/** A word with a colour around it. The word is as readable as any text, and says the same as the colour. */
export function Tag({ color, children }: { color: string; children: ReactNode }) {
  return (
    <Badge
      variant="outline"
      color={color}
      tt="none"
      styles={{ root: { flexShrink: 0, borderColor: `var(--mantine-color-${color}-6)` }, label: { color: 'var(--mantine-color-text)' } }}
    >
      {children}
    </Badge>
  );
}
