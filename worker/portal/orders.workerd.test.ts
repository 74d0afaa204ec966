import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Browser, mailTo, signUp, tokenIn } from '../http/test-browser.ts';
import { freshAddress } from './test-portal.ts';

type Step = { do: 'invite' | 'again' | 'remove' | 'ask' } | { do: 'activate'; link: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('invite' as const, 'again' as const, 'remove' as const, 'ask' as const) }),
  fc.record({ do: fc.constant('activate' as const), link: fc.nat(3) }),
);

test('in whatever order a client is invited, removed and tries links, only the newest link of a standing invitation works, once', async () => {
  const { browser: operator, account } = await signUp();
  const api = `/api/portal/${account}`;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      const email = freshAddress();
      const links: string[] = [];
      /** What must be: who they are, and which link is good. */
      let state: 'none' | 'invited' | 'active' | 'removed' = 'none';
      let good: string | null = null;
      let id = '';
      let client = new Browser();
      const mailed = () => {
        good = tokenIn(mailTo('client_invitation', email));
        links.unshift(good);
      };
      for (const now of steps) {
        if (now.do === 'invite') {
          const reply = await operator.call<{ id: string }>('POST', '/api/clients', { email, name: 'Vic' });
          expect(reply.status).toBe(state === 'active' ? 409 : 201);
          if (state === 'active') continue;
          if (id) expect(reply.body.id).toBe(id);
          id = reply.body.id;
          state = 'invited';
          mailed();
        } else if (now.do === 'again') {
          const reply = await operator.call('POST', `/api/clients/${id || 'none'}/invite`);
          expect(reply.status).toBe({ none: 404, invited: 200, active: 409, removed: 404 }[state]);
          if (state === 'invited') mailed();
        } else if (now.do === 'remove') {
          const reply = await operator.call('DELETE', `/api/clients/${id || 'none'}`);
          expect(reply.status).toBe(state === 'none' ? 404 : 200);
          if (state === 'none') continue;
          state = 'removed';
          good = null;
        } else if (now.do === 'ask') {
          const before = tokenOf(email);
          await new Browser().call('POST', `${api}/link`, { email });
          if (state === 'invited') mailed();
          else expect(tokenOf(email)).toBe(before);
        } else {
          const token: string = links['link' in now ? now.link : 0] ?? 'made-up';
          const browser = new Browser();
          const reply = await browser.call('POST', `${api}/activation/${token}`, { name: 'Vic', language: 'en' });
          expect(reply.status).toBe(token === good ? 200 : 410);
          if (token !== good) continue;
          state = 'active';
          good = null;
          client = browser;
        }
        expect((await client.call('GET', `${api}/me`)).status).toBe(state === 'active' ? 200 : 401);
      }
    }),
    { numRuns: 25 },
  );
});

/** Token of the newest invitation to an address, as far as there is one. */
function tokenOf(email: string): string | null {
  try {
    return tokenIn(mailTo('client_invitation', email));
  } catch {
    return null;
  }
}
