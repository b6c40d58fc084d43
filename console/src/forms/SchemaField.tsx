import { Button, Checkbox, Fieldset, Group, JsonInput, NumberInput, Select, Stack, TagsInput, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { InvalidParameter } from '../api/problem';
import { MapField } from './MapField';
import { ReferenceField } from './ReferenceField';
import { at, fieldOf, initial, initialOption, isObject, labelOf, resolve, type Field, type Schema } from './schema';

const LONG_TEXT = 600;
const PROSE = /certificate|key$|ca$|bundle|trusted_ca|pem|schema$|condition|expression/i;

export interface FieldProps {
  schema: Schema;
  /** The property's name, for people. */
  label: string;
  /** As the API's errors spell it. */
  path: string;
  value: unknown;
  onChange: (value: unknown) => void;
  required: boolean;
  problems: InvalidParameter[];
}

/** What the API says of this very field. */
function problemAt(problems: InvalidParameter[], path: string): string | undefined {
  const here = problems.filter((problem) => problem.field === path);
  return here.length === 0 ? undefined : here.map((problem) => problem.reason).join('; ');
}

/** The same, and of what is inside of it, with its name. */
function problemsBelow(problems: InvalidParameter[], path: string): string | undefined {
  const inside = problems.filter(({ field }) => field.startsWith(`${path}.`)).map(({ field, reason }) => `${field.slice(path.length + 1)}: ${reason}`);
  return [problemAt(problems, path), ...inside].filter(Boolean).join('; ') || undefined;
}

/** A field of a form, whatever its schema is. */
export function SchemaField(props: FieldProps) {
  const field = fieldOf(props.schema);
  const { value, onChange, path, problems, required } = props;
  const common = {
    label: props.label,
    description: field.schema.description,
    required,
    error: problemAt(problems, path),
    'data-path': path,
  };
  switch (field.kind) {
    case 'object':
      return <ObjectField {...props} schema={field.schema} />;
    case 'union':
      return <UnionField {...props} field={field} />;
    case 'reference':
      return <ReferenceField {...common} collection={field.collection} value={value} onChange={onChange} />;
    case 'list':
      return <ListField {...props} items={field.items} schema={field.schema} />;
    case 'choice':
      return (
        <Select
          {...common}
          data={field.values}
          value={(value as string | undefined) ?? null}
          onChange={(chosen) => onChange(chosen ?? undefined)}
          clearable={!required}
          clearButtonProps={{ 'aria-label': `Clear ${props.label}` }}
        />
      );
    case 'flag':
      return (
        <Checkbox
          label={props.label}
          description={field.schema.description}
          error={common.error}
          data-path={path}
          checked={Boolean(value ?? field.schema.default)}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          allowDecimal={field.schema.type === 'number'}
          value={(value as number | undefined) ?? ''}
          onChange={(number) => onChange(number === '' ? undefined : number)}
        />
      );
    case 'map':
      return <MapField {...common} error={problemsBelow(problems, path)} value={value} onChange={onChange} />;
    case 'json':
      return <JsonField {...common} value={value} onChange={onChange} />;
    case 'text':
      return (field.schema.maxLength ?? 0) > LONG_TEXT || PROSE.test(path) ? (
        <Textarea
          {...common}
          autosize
          minRows={2}
          maxRows={12}
          value={(value as string | undefined) ?? ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...common}
          type={/password$/.test(path) ? 'password' : 'text'}
          autoComplete="off"
          value={value === undefined || value === null ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

/** The properties of an object: the required ones, and those that have a value or are asked for. */
export function ObjectFields({ schema, path, value, onChange, problems, without }: Omit<FieldProps, 'label' | 'required'> & { without?: string }) {
  const current = isObject(value) ? value : {};
  const required = new Set(schema.required ?? []);
  const properties = Object.entries(schema.properties ?? {}).filter(([name, property]) => name !== without && !resolve(property).readOnly);
  const isShown = (name: string, property: Schema) => {
    const { kind } = fieldOf(property);
    return required.has(name) || current[name] !== undefined || ['text', 'number', 'choice', 'flag'].includes(kind);
  };
  const change = (name: string, next: unknown) => onChange({ ...current, [name]: next });
  return (
    <Stack gap="sm">
      {properties
        .filter(([name, property]) => isShown(name, property))
        .map(([name, property]) => (
          <div key={name}>
            <SchemaField
              schema={property}
              label={labelOf(name)}
              path={at(path, name)}
              value={current[name]}
              onChange={(next) => change(name, next)}
              required={required.has(name)}
              problems={problems}
            />
            {!required.has(name) && !['text', 'number', 'choice', 'flag'].includes(fieldOf(property).kind) && (
              <Button size="compact-xs" variant="subtle" mt={4} onClick={() => change(name, undefined)}>
                Leave out {labelOf(name)}
              </Button>
            )}
          </div>
        ))}
      <Group gap="xs">
        {properties
          .filter(([name, property]) => !isShown(name, property))
          .map(([name, property]) => (
            <Button key={name} size="compact-sm" variant="default" onClick={() => change(name, initial(property) ?? {})}>
              Add {labelOf(name)}
            </Button>
          ))}
      </Group>
    </Stack>
  );
}

function ObjectField(props: FieldProps) {
  const error = problemAt(props.problems, props.path);
  return (
    <Fieldset legend={props.label}>
      <Stack gap="sm">
        {props.schema.description && (
          <Text size="xs" c="dimmed">
            {props.schema.description}
          </Text>
        )}
        {error && <ErrorText>{error}</ErrorText>}
        <ObjectFields {...props} />
      </Stack>
    </Fieldset>
  );
}

function UnionField({ field, ...props }: FieldProps & { field: Extract<Field, { kind: 'union' }> }) {
  const current = isObject(props.value) ? props.value : {};
  const chosen = typeof current[field.by] === 'string' ? (current[field.by] as string) : undefined;
  const option = chosen === undefined ? undefined : field.options[chosen];
  const choice = (
    <Select
      label={labelOf(field.by)}
      required
      allowDeselect={false}
      data={Object.keys(field.options)}
      value={chosen ?? null}
      error={problemAt(props.problems, at(props.path, field.by))}
      data-path={at(props.path, field.by)}
      onChange={(next) => next && props.onChange(keepCommon(current, initialOption(field, next)))}
    />
  );
  const rest = option && (
    <ObjectFields {...props} schema={resolve(option)} value={current} without={field.by} />
  );
  if (props.path === '') {
    return (
      <Stack gap="sm">
        {choice}
        {rest}
      </Stack>
    );
  }
  const error = problemAt(props.problems, props.path);
  return (
    <Fieldset legend={props.label}>
      <Stack gap="sm">
        {error && <ErrorText>{error}</ErrorText>}
        {choice}
        {rest}
      </Stack>
    </Fieldset>
  );
}

/** What was written before another kind was chosen and fits it, too: names and descriptions. */
function keepCommon(before: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(before).filter(([name]) => ['name', 'description', 'enabled', 'labels'].includes(name));
  return { ...next, ...Object.fromEntries(kept) };
}

function ListField({ items, ...props }: FieldProps & { items: Schema }) {
  const list = Array.isArray(props.value) ? (props.value as unknown[]) : [];
  const inside = fieldOf(items);
  const error = problemAt(props.problems, props.path);
  if (inside.kind === 'text' || inside.kind === 'choice') {
    const ofItems = props.problems.filter((problem) => problem.field.startsWith(`${props.path}[`));
    const message = [error, ...ofItems.map((problem) => `${problem.field}: ${problem.reason}`)].filter(Boolean).join('; ');
    return (
      <TagsInput
        label={props.label}
        description={[props.schema.description, 'Press Enter after each.'].filter(Boolean).join(' ')}
        required={props.required}
        error={message || undefined}
        data-path={props.path}
        data={inside.kind === 'choice' ? inside.values : []}
        value={list.map(String)}
        onChange={props.onChange}
        acceptValueOnBlur
        splitChars={[',', ' ']}
      />
    );
  }
  const change = (index: number, next: unknown) => props.onChange(list.map((item, i) => (i === index ? next : item)));
  return (
    <Fieldset legend={props.label}>
      <Stack gap="sm">
        {props.schema.description && (
          <Text size="xs" c="dimmed">
            {props.schema.description}
          </Text>
        )}
        {error && <ErrorText>{error}</ErrorText>}
        {list.map((item, index) => (
          <div key={index}>
            <SchemaField
              schema={items}
              label={`${props.label} ${index + 1}`}
              path={at(props.path, index)}
              value={item}
              onChange={(next) => change(index, next)}
              required
              problems={props.problems}
            />
            <Button size="compact-xs" variant="subtle" mt={4} onClick={() => props.onChange(list.filter((_, i) => i !== index))}>
              Remove {props.label} {index + 1}
            </Button>
          </div>
        ))}
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => props.onChange([...list, initial(items) ?? {}])}>
            Add to {props.label}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function JsonField({ value, onChange, error, ...rest }: { label: string; value: unknown; onChange: (value: unknown) => void; error?: string }) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value, null, 2));
  const [wrong, setWrong] = useState(false);
  return (
    <JsonInput
      {...rest}
      autosize
      minRows={2}
      value={text}
      error={wrong ? 'is not JSON' : error}
      onChange={(next) => {
        setText(next);
        try {
          onChange(next.trim() === '' ? undefined : JSON.parse(next));
          setWrong(false);
        } catch {
          setWrong(true); // until the closing brace is there
        }
      }}
    />
  );
}

function ErrorText({ children }: { children: string }) {
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {children}
    </Text>
  );
}
