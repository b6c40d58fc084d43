import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { messageOf } from '../api/problem';
import { useSignIn } from '../api/session';

export function SignIn() {
  const signIn = useSignIn();
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await signIn(token.trim());
    } catch (e) {
      setProblem(messageOf(e) === 'Unauthorized' ? 'This token is not valid here' : messageOf(e));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" w="100%" maw={440}>
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h2">
              Signalbox
            </Title>
            <Text>Sign in with an access token of the control plane. Its first one is in the file admin-token of its state directory.</Text>
            <PasswordInput
              label="Access token"
              name="token"
              value={token}
              onChange={(event) => setToken(event.currentTarget.value)}
              autoComplete="off"
              required
              data-autofocus
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
            />
            {problem && (
              <Alert color="red" role="alert" title="Not signed in">
                {problem}
              </Alert>
            )}
            <Button type="submit" loading={busy} disabled={token.trim() === ''}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
