import { NativeSelect, TextInput } from '@mantine/core';
import type { components } from '../../generated/api';
import { words } from '../../parts/format';

export type Principal = components['schemas']['PreviewedPrincipal'];

const TYPES: Principal['type'][] = [
  'anonymous',
  'sasl_plain',
  'sasl_scram_sha256',
  'sasl_scram_sha512',
  'sasl_oauth_bearer',
  'client_certificate',
];

export const ANONYMOUS: Principal = { type: 'anonymous', name: 'anonymous' };

export function PrincipalFields({ principal, onChange }: { principal: Principal; onChange: (principal: Principal) => void }) {
  return (
    <>
      <NativeSelect
        label="How the client authenticates"
        data={TYPES.map((value) => ({ value, label: words(value) }))}
        value={principal.type}
        onChange={(event) => {
          const type = event.currentTarget.value as Principal['type'];
          onChange({ ...principal, type, name: type === 'anonymous' ? ANONYMOUS.name : principal.name });
        }}
      />
      {principal.type !== 'anonymous' && (
        <TextInput
          label="Name of the client"
          required
          value={principal.name}
          onChange={(event) => onChange({ ...principal, name: event.currentTarget.value })}
        />
      )}
    </>
  );
}
