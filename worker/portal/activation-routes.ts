/** The page behind an invitation, below `/api/portal/:account/activation`. The token stands in the path, as with colleagues' invitations. */
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { Refusal } from '../../protocol/errors.ts';
import { type Activation, PORTAL_LANGUAGES } from '../../protocol/portal.ts';
import { timeZone } from '../../protocol/validators.ts';
import { requireStrong } from '../accounts/entry-routes.ts';
import { name, password } from '../accounts/fields.ts';
import { readJson } from '../http/body.ts';
import type { AppEnv } from '../http/context.ts';
import { countAddress, type Limit } from '../http/limits.ts';
import { countLink, enter, loadClientAuth } from './entry-routes.ts';
import { activate, findInvited, type Invited, inviteAgain } from './invitations.ts';
import { type Portal, portalOf } from './portals.ts';
import { readClient, type SignedInClient } from './session.ts';

const TRY: Limit = { name: 'activation-try', max: 60, seconds: 3600 };

const body = v.object({
  name,
  password: v.optional(password),
  language: v.picklist(PORTAL_LANGUAGES),
  timeZone: v.optional(v.union([v.literal(''), timeZone]), ''),
});

export const activationRoutes = new Hono<AppEnv>()
  .get('/:token', async (c) => {
    const { invited, other } = await read(c);
    if (invited.expired) throw new Refusal('invitation_expired');
    const { email, name } = invited.row;
    const answer: Activation = { email, name, known: invited.known, ...(other ? { signedInAs: other.client.email } : {}) };
    return c.json(answer);
  })

  .post('/:token', async (c) => {
    const given = await readJson(c, body);
    const { portal, invited, other } = await read(c);
    if (other) throw new Refusal('other_person');
    if (invited.expired) throw new Refusal('invitation_expired');
    if (given.password !== undefined && !invited.known) requireStrong(given.password);
    if (!(await activate(c.env, invited, given))) throw new Refusal('token_used');
    const { openSession } = await loadClientAuth();
    const opened = await openSession(c.env, portal.account, invited.row.email, c.req.raw.headers);
    if (!opened || !(await enter(c, portal.account, opened))) throw new Refusal('unauthorised');
    return c.json({});
  })

  // A link that has expired still says whom it was for: the new one goes to that address and nowhere else.
  .post('/:token/again', async (c) => {
    const { portal, invited } = await read(c);
    await countLink(c, invited.row.email);
    await inviteAgain(c.env, portal, invited.row);
    return c.json({});
  });

/** The invitation of the address, and who is signed in here that it is not for. */
async function read(c: Context<AppEnv>): Promise<{ portal: Portal; invited: Invited; other: SignedInClient | null }> {
  await countAddress(c, TRY);
  const portal = await portalOf(c);
  const invited = await findInvited(c.env, portal.account, c.req.param('token') ?? '');
  const signedIn = await readClient(c, portal.account);
  return { portal, invited, other: signedIn && signedIn.client.email !== invited.row.email ? signedIn : null };
}
