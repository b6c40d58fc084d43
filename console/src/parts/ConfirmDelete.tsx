import { Alert, Button, type ButtonProps, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiProblem, messageOf } from '../api/problem';

interface Props {
  what: string;
  onDelete: () => Promise<unknown>;
  label?: string;
  size?: ButtonProps['size'];
}

/** Asks once more, and says by what something is used where that is why it cannot be deleted. */
export function ConfirmDelete({ what, onDelete, label = 'Delete', size }: Props) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await onDelete();
      setOpen(false);
    } catch (e) {
      setProblem(e);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size={size}
        variant="outline"
        color="red"
        onClick={() => {
          setProblem(undefined);
          setOpen(true);
        }}
      >
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={`${label} ${what}?`} closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack>
          <Text size="sm">This takes effect on all nodes at once.</Text>
          {problem !== undefined && (
            <Alert color="red" role="alert">
              <Text size="sm">{messageOf(problem)}</Text>
              {problem instanceof ApiProblem && problem.invalidParameters.length > 1 && (
                <List size="sm">
                  {problem.invalidParameters.map((item, index) => (
                    <List.Item key={index}>{item.reason}</List.Item>
                  ))}
                </List>
              )}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button color="red" loading={busy} onClick={() => void remove()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
