import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { ContactInput, ContactsImported, ContactsPreview } from '../../protocol/contacts.ts';
import { Refusal } from '../../protocol/errors.ts';
import { readBytes, readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { InvalidBody } from '../http/problems.ts';
import { operator, requireAdmin, requireOperator } from '../http/session.ts';

/** Loaded with the first request: reading numbers takes a library whose tables sockets and pages do not pay for. */
const rowsOf = () => import('./contact-rows.ts');
const store = () => import('./contacts.ts');

/** Bytes of a file. */
const MAX_BYTES = 4 * 1024 * 1024;
const mergeBody = v.object({ from: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) });

/** Contacts of the account: all members read and write them; owners and admins bring them in by the file, and delete them. */
export const contactRoutes = new Hono<AppEnv>()
  .use('*', requireOperator)

  .get('/', async (c) => {
    const { after = '', q: search = '' } = c.req.query();
    return c.json(await (await store()).listContacts(c.env, accountOf(c), { after: after.slice(0, 100), search: search.slice(0, 200) }));
  })

  .post('/', async (c) => c.json(await (await store()).saveContact(c.env, accountOf(c), await readInput(c), null, Date.now()), 201))

  /** All of them, as a file that `import` takes. */
  .get('/export', requireAdmin, async (c) => {
    const { contactsCsv } = await import('./contact-file.ts');
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="contacts.csv"');
    return c.body(await contactsCsv(c.env, accountOf(c)));
  })

  /**
   * `text/csv`. `?region` is where numbers without a country's code are dialled, by default where the account's own number is; with `?preview`
   * nothing is written.
   */
  .post('/import', requireAdmin, async (c) => {
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'text/csv') throw new Refusal('bad_request', 'The body must be text/csv.');
    const { checkContacts, MAX_ROWS, parseContactsCsv } = await rowsOf();
    const rows = parseContactsCsv(new TextDecoder().decode(await readBytes(c.req.raw, MAX_BYTES)));
    if (!rows) throw new Refusal('bad_request', 'The first line must name the columns, one of them name, email or phone.');
    if (rows.length > MAX_ROWS) throw new Refusal('too_large', `At most ${MAX_ROWS} rows at once.`);
    const { good, faults } = checkContacts(rows, await regionFor(c));
    const dry = c.req.query('preview') !== undefined;
    const { rows: lines, ...done } = await (await store()).importContacts(c.env, accountOf(c), good, Date.now(), dry);
    const told: ContactsImported = { ...done, faults: [...faults, ...done.faults].sort((a, b) => a.row - b.row) };
    return c.json(dry ? ({ ...told, rows: lines } satisfies ContactsPreview) : told);
  })

  .get('/:id', async (c) => c.json(await (await store()).readContact(c.env, accountOf(c), c.req.param('id'))))

  .put('/:id', async (c) =>
    c.json(await (await store()).saveContact(c.env, accountOf(c), await readInput(c), c.req.param('id'), Date.now())),
  )

  .post('/:id/merge', async (c) => {
    const { from } = await readJson(c, mergeBody);
    return c.json(await (await store()).mergeContacts(c.env, accountOf(c), c.req.param('id'), from, Date.now()));
  })

  .delete('/:id', requireAdmin, async (c) => {
    if (!(await (await store()).removeContact(c.env, accountOf(c), c.req.param('id')))) throw new Refusal('not_found');
    return c.json({});
  });

const accountOf = (c: Context<AppEnv>): string => operator(c).member.account.id;

async function regionFor(c: Context<AppEnv>): Promise<string> {
  const asked = c.req.query('region')?.toUpperCase() ?? '';
  const { isRegion } = await import('./numbers.ts');
  return isRegion(asked) ? asked : (await store()).regionOfAccount(c.env, accountOf(c));
}

/** A contact as it was typed, with its numbers as they are kept. */
async function readInput(c: Context<AppEnv>): Promise<ContactInput> {
  const { checkContact, contactShape } = await rowsOf();
  const checked = checkContact(await readJson(c, contactShape), await regionFor(c));
  if ('message' in checked) throw new InvalidBody({ [checked.field]: checked.message });
  return checked;
}
