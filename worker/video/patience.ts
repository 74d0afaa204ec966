import { VideoFailure } from './failure.ts';

export interface Patience {
  /** How often it is tried. */
  tries: number;
  /** Seconds of the first pause where the provider names none; each next one is twice as long. */
  pause: number;
  /** Longest pause, seconds: somebody waits for the answer. A provider that asks for more is not tried again here. */
  longest: number;
  /** Waits so many seconds. */
  wait: (seconds: number) => Promise<void>;
}

/** Of a request during which a person waits. */
export const PATIENCE: Patience = {
  tries: 3,
  pause: 0.25,
  longest: 2,
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};

/**
 * Does `step` until it works, as long as its failures say that nothing happened (`later`). With `repeatable` also after those of which that
 * is not known: a step that may happen twice without harm.
 */
export async function patiently<T>(step: () => Promise<T>, { tries, pause, longest, wait }: Patience, repeatable = false): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof VideoFailure) || tried >= tries) throw error;
      if (error.reason !== 'later' && !(repeatable && error.reason === 'unsure')) throw error;
      const seconds = error.retryAfter ?? pause * 2 ** (tried - 1);
      if (seconds > longest) throw error;
      await wait(seconds);
    }
  }
}
