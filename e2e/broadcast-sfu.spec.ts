/** Broadcasts through the SFU: a server of this file's own, which is configured for it, with the stand-in. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PORT } from '../playwright.config.ts';
import { atBroadcast, end, goLive, sees, visitors, watching } from './support/broadcast.ts';
import { allowDevices, expectPicture, expectSound, paintCamera } from './support/picture.ts';
import { SfuStandIn } from './support/sfu/server.ts';
import { expect, test } from './support/test.ts';

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

test('I9 G4: the stage through the SFU', async ({ owner, newVisitor }) => {
  const [guest, other] = await visitors(newVisitor, 2);
  await allowDevices(guest!.context);
  await atBroadcast(owner);
  await goLive(owner);
  const theirs = await sees(other!);
  await expect(watching(owner, 2)).toBeVisible();
  // Who comes last is listed first.
  await guest!.visit('/guest');
  const chat = await sees(guest!);
  await paintCamera(chat, 'blue');
  await guest!.open();
  const { page } = owner;
  await page
    .getByRole('button', { name: /^Bring Visitor .* on stage$/ })
    .first()
    .click();
  const invited = chat.getByRole('button', { name: 'Answer with camera' });
  await expect(page.getByText('asked on stage')).toBeVisible();
  await invited.click();
  await expectPicture(page, 'The viewer on stage', 'blue');
  await expectSound(page, 'What the viewer on stage says');
  await expectPicture(theirs, 'A viewer, on stage', 'blue');
  // Another camera is another session.
  await chat.getByRole('button', { name: 'Turn camera off' }).click();
  await expect(chat.locator('video.mine')).toHaveCount(0);
  await chat.getByRole('button', { name: 'Turn camera on' }).click();
  await expectPicture(theirs, 'A viewer, on stage', 'blue');
  await page.getByRole('button', { name: /off the stage$/ }).click();
  await expect(page.locator('video[aria-label="The viewer on stage"]')).toHaveCount(0);
  await end(owner);
});
