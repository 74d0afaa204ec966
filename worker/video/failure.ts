/**
 * What may be done after a failure:
 * - `later`: nothing happened; the same again may work.
 * - `unsure`: no answer came, so it may have happened. What it was about is made anew, not asked for again.
 * - `gone`: the session or meeting is over.
 * - `refused`: wrong as it was asked, or wrongly configured; the same again will not work.
 */
export type FailureReason = 'later' | 'unsure' | 'gone' | 'refused';

/** A provider of video did not do what it was asked. The message names the step and the provider's code, and holds no secret and nobody's data. */
export class VideoFailure extends Error {
  readonly reason: FailureReason;
  /** Seconds the provider asks to wait. */
  readonly retryAfter: number | undefined;

  constructor(message: string, reason: FailureReason, retryAfter?: number) {
    super(message);
    this.name = 'VideoFailure';
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}
