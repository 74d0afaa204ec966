/** Broadcasts through the SFU: a server of this file's own, which is configured for it, with the stand-in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PORT } from '../playwright.config.ts';
import { atBroadcast, end, goLive, sees, visitors, watching } from './support/broadcast.ts';
import { expectPicture, paintCamera } from './support/picture.ts';
import { SfuStandIn } from './support/sfu/server.ts';
import { expect, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const port = PORT + 2;
const host = `http://localhost:${port}`;
let standIn: SfuStandIn;
let server: ChildProcess;

test.use({ host });
// One server for all tests of this file.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  test.setTimeout(120_000);
  standIn = await SfuStandIn.start({ app: 'app', secret: 'secret' });
  const vars = { SFU_APP_ID: 'app', SFU_APP_SECRET: 'secret', SFU_BASE_URL: standIn.url };
  const env = { ...process.env, E2E_PORT: `${port}`, E2E_STATE: '.tmp/e2e-sfu-state', E2E_VARS: JSON.stringify(vars) };
  server = spawn(process.execPath, ['scripts/run.mjs', 'serve-tests'], { env, stdio: 'inherit' });
  const isUp = () =>
    fetch(`${host}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isUp, { timeout: 90_000 }).toBe(true);
});

test.afterAll(async () => {
  const ended = new Promise((resolve) => server.once('close', resolve));
  server.kill('SIGTERM');
  await ended;
  await standIn.stop();
});

test('G2 G4: with an SFU configured a broadcast to six goes through it, after a reload too', async ({ owner, newVisitor }) => {
  test.setTimeout(120_000);
  const six = await visitors(newVisitor, 6);
  await atBroadcast(owner);
  await goLive(owner);
  await Promise.all(six.map(sees));
  await expect(watching(owner, 6)).toBeVisible();
  await owner.page.reload();
  await expectPicture(await six[0]!.chat(), 'Ada', 'none');
  await expect(watching(owner, 6)).toBeVisible();
  await end(owner);
});

test('I9 G4: who is on stage is seen through the SFU, by the operator and by all others', async ({ owner, newVisitor }) => {
  test.setTimeout(120_000);
  const two = (await visitors(newVisitor, 2)) as [Visitor, Visitor];
  await atBroadcast(owner);
  await goLive(owner);
  const { page } = owner;
  const views = await Promise.all(two.map(sees));
  for (const view of views) await paintCamera(view, 'blue');
  for (const { context } of two) await context.grantPermissions(['camera', 'microphone']);
  const bring = page.getByRole('button', { name: /^Bring .* on stage$/ });
  await expect(bring).toHaveCount(2);
  await bring.first().click();
  const at = await Promise.race(
    views.map((view, n) =>
      view
        .getByText('Ada asks you on stage')
        .waitFor()
        .then(() => n),
    ),
  );
  const [asked, other] = [views[at]!, views[1 - at]!];
  await two[at]!.open();
  await asked.getByRole('button', { name: 'Answer with camera' }).click();
  await expectPicture(page, 'The viewer on stage', 'blue');
  await expectPicture(other, 'A viewer, on stage', 'blue');
  // Another camera is another session.
  await asked.getByRole('button', { name: 'Turn camera off' }).click();
  await expect(asked.locator('video.mine')).toHaveCount(0);
  await asked.getByRole('button', { name: 'Turn camera on' }).click();
  await expectPicture(other, 'A viewer, on stage', 'blue');
  await asked.getByRole('button', { name: 'Leave the stage' }).click();
  await expect(other.locator('video.guest')).toHaveCount(0);
  await expectPicture(asked, 'Ada', 'red');
});
