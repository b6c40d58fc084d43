import { AppShell, Badge, Burger, Button, Group, NavLink, ScrollArea, SegmentedControl, Text, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useLocation, useParams } from 'react-router';
import { useSession, useSignOut } from '../api/session';
import { ENTITY_KINDS } from '../pages/entities/kinds';
import { GatewayChoice } from './GatewayChoice';
import { LiveSign } from './LiveSign';
import { PAGES, pageOf } from './navigation';

/** What is around every page: who, which gateway, and where else to go. */
export function Shell() {
  const [open, { toggle, close }] = useDisclosure();
  const { gatewayId } = useParams();
  return (
    <AppShell header={{ height: 52 }} navbar={{ width: 210, breakpoint: 'sm', collapsed: { mobile: !open } }} padding="md">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap">
            <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Text fw={700} component={Link} to="/" td="none" c="inherit">
              Signalbox
            </Text>
            <GatewayChoice />
          </Group>
          <Who />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages" onClick={close}>
        <AppShell.Section grow component={ScrollArea}>
          {gatewayId && (
            <>
              {PAGES.map((page) => (
                <PageLink key={page.path} label={page.label} to={pageOf(gatewayId, page.path)} end={page.path === ''} />
              ))}
              <Text size="xs" fw={700} mt="md" mb={4} px="xs">
                Configuration
              </Text>
              <PageLink label="Gateway" to={pageOf(gatewayId, 'settings')} />
              {ENTITY_KINDS.filter((kind) => kind.inNavigation).map((kind) => (
                <PageLink key={kind.collection} label={kind.title} to={pageOf(gatewayId, kind.collection)} />
              ))}
            </>
          )}
          <Text size="xs" fw={700} mt="md" mb={4} px="xs">
            Control plane
          </Text>
          <PageLink label="Gateways" to="/" end />
          <PageLink label="Access tokens" to="/access-tokens" />
          <NavLink component="a" href="/swagger-ui/index.html" target="_blank" rel="noreferrer" label="API" />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="page" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function PageLink({ label, to, end }: { label: string; to: string; end?: boolean }) {
  const { pathname } = useLocation();
  const here = end ? pathname === to : pathname === to || pathname.startsWith(`${to}/`);
  return <NavLink component={Link} to={to} label={label} active={here} aria-current={here ? 'page' : undefined} />;
}

function Who() {
  const session = useSession();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group wrap="nowrap" gap="xs">
      <LiveSign />
      <SegmentedControl
        size="xs"
        visibleFrom="md"
        aria-label="Colours"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'Auto' },
        ]}
      />
      <Text size="sm" truncate maw={180} visibleFrom="sm">
        {session.name}
      </Text>
      {!session.canWrite && (
        <Badge variant="outline" color="gray">
          read only
        </Badge>
      )}
      <Button size="xs" variant="default" onClick={() => void signOut()}>
        Sign out
      </Button>
    </Group>
  );
}
