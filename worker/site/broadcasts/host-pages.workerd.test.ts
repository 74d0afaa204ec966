import { expect, test } from 'vitest';
import { broadcasts, HELLO, hostPage, signalOf, viewerPage } from '../../testing/broadcast.ts';
import { newWorld, operatorOf } from '../../testing/people.ts';

test('I9: the operator’s page is told which leg is on stage, again when it is another', async () => {
  const world = await newWorld();
  const { line, cast } = await broadcasts(world, operatorOf(world, 'ada'));
  const [guest, other] = [await viewerPage(world), await viewerPage(world)];
  for (const [page, leg] of [
    [guest, 'leg-of-one'],
    [other, 'leg-of-two'],
  ] as const) {
    page.watches(cast);
    page.send(signalOf(cast, leg, HELLO));
  }
  const { people } = await line.heard('viewers', ({ count }) => count === 2);
  expect(people.some(({ leg }) => leg)).toBe(false);
  line.send({ t: 'stage', visitor: guest.visitor, on: true });
  await guest.heard('stage', ({ state }) => state === 'invited');
  guest.send({ t: 'stage', cast, do: 'accept' });
  const told = async (leg: string | undefined) => {
    await line.heard('viewers', ({ people }) => people.find(({ visitor }) => visitor === guest.visitor)?.leg === leg);
    expect(
      line
        .all('viewers')
        .at(-1)!
        .people.find(({ visitor }) => visitor === other.visitor)!.leg,
    ).toBeUndefined();
  };
  await told('leg-of-one');
  guest.send(signalOf(cast, 'leg-of-three', HELLO));
  await told('leg-of-three');
  line.send({ t: 'stage', visitor: guest.visitor, on: false });
  await told(undefined);
});

test('G2: all pages of the operator are told of the end, and no colleague’s', async () => {
  const world = await newWorld();
  const { line } = await broadcasts(world, operatorOf(world, 'ada'));
  const second = await hostPage(world, operatorOf(world, 'ada'));
  const colleague = await hostPage(world, operatorOf(world, 'grace'));
  line.send({ t: 'end' });
  await second.heard('ended', ({ reason }) => reason === 'ended');
  expect(line.all('ended')).toHaveLength(1);
  expect(colleague.all('ended')).toEqual([]);
});
