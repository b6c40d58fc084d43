/** "v1.7" and one more is "v1.8"; there is nothing before the first one, and nothing beside what is no version. */
export function neighbourOf(version: string, step: 1 | -1): string | undefined {
  const [, start, number] = /^(v\d+\.)(\d+)$/.exec(version) ?? [];
  const next = Number(number) + step;
  return start === undefined || next < 1 ? undefined : `${start}${next}`;
}
