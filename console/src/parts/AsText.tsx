import { Button, CopyButton, Group, Stack, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asCurl } from '../forms/astext';

/** What a form does, for whoever would rather do it in a terminal or keep it in a repository. */
export function AsText({
  method,
  path,
  body,
  declaration,
  json,
}: {
  method: string;
  path: string;
  body: unknown;
  declaration?: unknown;
  /** What the API shows, if there is something already. */
  json?: unknown;
}) {
  const document = declaration === undefined ? undefined : JSON.stringify(declaration);
  const yaml = useQuery({
    queryKey: ['yaml', document],
    queryFn: async () => (await import('yaml')).stringify(JSON.parse(document ?? 'null'), { lineWidth: 0 }),
    enabled: document !== undefined,
    staleTime: Infinity,
  });
  const tabs: [string, string][] = [['curl', asCurl(method, path, body, window.location.origin)]];
  if (yaml.data !== undefined) tabs.unshift(['YAML', yaml.data]);
  if (json !== undefined) tabs.unshift(['JSON', JSON.stringify(json, null, 2)]);
  return (
    <Tabs defaultValue={tabs[0]?.[0]} keepMounted={false}>
      <Tabs.List>
        {tabs.map(([name]) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(([name, text]) => (
        <Tabs.Panel key={name} value={name} pt="xs">
          <CodeBlock text={text} label={name} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

/** Text as it is, and a button that copies it. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <Stack gap={4}>
      <Group justify="flex-end">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="compact-xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <pre className="code" tabIndex={0} aria-label={label} role="region">
        {text}
      </pre>
    </Stack>
  );
}
