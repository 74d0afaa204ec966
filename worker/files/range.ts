/** Bytes of a file to send. */
export interface Range {
  offset: number;
  length: number;
}

/**
 * The range a `Range` header asks for (RFC 9110, section 14): `whole` when there is none, more than one, or none we understand;
 * `unsatisfiable` when it lies behind the end.
 */
export function parseRange(header: string | undefined, size: number): Range | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return 'whole';
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (last === '') return 'whole';
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (offset >= size) return 'unsatisfiable';
  return end < offset ? 'whole' : { offset, length: end - offset + 1 };
}
