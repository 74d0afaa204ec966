/** Checks of what people type, shared by the routes of accounts and sites. */
import * as v from 'valibot';
import { LIMITS } from '../../protocol/limits.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** A name on one line, of whole characters. */
export const name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(80),
  v.check((text) => !CONTROL.test(text), 'more than one line'),
  v.check((text) => text.isWellFormed(), 'half a character'),
);

/** An email address, in lower case. */
export const email = v.pipe(v.string(), v.trim(), v.maxLength(LIMITS.email), v.email(), v.toLowerCase());

/** Length is checked by the rule for passwords, which has an error of its own. */
export const password = v.pipe(v.string(), v.maxLength(128));

export const token = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));

/** A code of an app or a recovery code; people group digits by spaces, and leave out the hyphen. */
export const code = v.pipe(
  v.string(),
  v.maxLength(40),
  v.transform((text) => text.replace(/\s/g, '').replace(/^(\w{5})(\w{5})$/, '$1-$2')),
  v.minLength(1),
);

export const role = v.picklist(['owner', 'admin', 'operator']);

/** A few digits by which colleagues reach somebody; empty for none. Longer ones are numbers. */
export const extension = v.pipe(v.string(), v.trim(), v.regex(/^(\d{2,5})?$/));
