import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureReason, VideoFailure } from './failure.ts';
import { type Patience, patiently } from './patience.ts';

/** A step that fails with each of these, one after the other, and then works. */
async function played(failures: { reason: FailureReason; retryAfter?: number }[], repeatable = false) {
  const waited: number[] = [];
  const patience: Patience = { tries: 3, pause: 0.25, longest: 2, wait: async (seconds) => void waited.push(seconds) };
  let tried = 0;
  const step = async () => {
    const failure = failures[tried++];
    if (failure) throw new VideoFailure('x', failure.reason, failure.retryAfter);
    return 'done';
  };
  const result = await patiently(step, patience, repeatable).catch((error: VideoFailure) => error.reason);
  return { result, tried, waited };
}

describe('A step', () => {
  it('is tried again after a pause that grows', async () => {
    expect(await played([{ reason: 'later' }, { reason: 'later' }])).toEqual({ result: 'done', tried: 3, waited: [0.25, 0.5] });
  });

  it('waits as long as it is asked to, but not longer than a person does', async () => {
    expect(await played([{ reason: 'later', retryAfter: 2 }])).toEqual({ result: 'done', tried: 2, waited: [2] });
    expect(await played([{ reason: 'later', retryAfter: 30 }])).toEqual({ result: 'later', tried: 1, waited: [] });
  });

  it('is given up after three tries', async () => {
    expect(await played(Array(5).fill({ reason: 'later' }))).toMatchObject({ result: 'later', tried: 3 });
  });

  it('that may have happened is only tried again when it may happen twice', async () => {
    expect(await played([{ reason: 'unsure' }])).toMatchObject({ result: 'unsure', tried: 1 });
    expect(await played([{ reason: 'unsure' }], true)).toMatchObject({ result: 'done', tried: 2 });
  });

  it('never happens twice after a failure that does not say it did not happen', async () => {
    const failure = fc.record({
      reason: fc.constantFrom<FailureReason>('later', 'unsure', 'gone', 'refused'),
      retryAfter: fc.option(fc.nat(5), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(failure, { maxLength: 5 }), async (failures) => {
        const { tried, waited } = await played(failures);
        const firstEnd = failures.findIndex(({ reason }) => reason !== 'later');
        if (firstEnd !== -1) expect(tried).toBeLessThanOrEqual(firstEnd + 1);
        expect(tried).toBeLessThanOrEqual(3);
        expect(waited.reduce((sum, seconds) => sum + seconds, 0)).toBeLessThanOrEqual(4);
      }),
    );
  });
});
