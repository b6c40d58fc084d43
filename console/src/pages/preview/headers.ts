/** Headers as lines of "name: value"; a line without a colon is a header without a value. */
export function headersOf(text: string): { key: string; value?: string }[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return colon === -1 ? { key: line.trim() } : { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}
