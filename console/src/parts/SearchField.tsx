import { TextInput, type TextInputProps } from '@mantine/core';

interface Props extends Omit<TextInputProps, 'onChange' | 'value'> {
  /** What is looked for, and where. */
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** Narrows down what is below it. */
export function SearchField({ label, value, onChange, ...input }: Props) {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      w={320}
      maw="100%"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...input}
    />
  );
}
