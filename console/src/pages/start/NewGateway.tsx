import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { ApiProblem, messageOf } from '../../api/problem';
import { pageOf } from '../../app/navigation';

export function NewGateway({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const atName = problem instanceof ApiProblem && problem.invalidParameters.find((item) => item.field === 'name');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const gateway = await answered(api.POST('/event-gateways', { body: { name } }));
      await queries.invalidateQueries({ queryKey: ['gateways'] });
      navigate(pageOf(gateway.id, 'start'));
    } catch (e) {
      setProblem(e);
    }
  };

  return (
    <Modal opened onClose={onClose} title="New gateway" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={atName ? atName.reason : undefined}
          />
          {problem !== undefined && !atName && (
            <Alert color="red" role="alert">
              {messageOf(problem)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit">Create</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
