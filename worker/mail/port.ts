/** One mail to one address, ready to send. */
export interface Mail {
  /** Idempotency key: a mail with the same id is delivered once, however often it is sent. At most 256 characters. */
  id: string;
  to: string;
  /** `Name <address>` */
  from: string;
  replyTo?: string;
  subject: string;
  text: string;
  html: string;
  headers?: Record<string, string>;
}

/** Takes mails for delivery. Resolves when the provider has accepted the mail; throws `MailFailure` when it has not. */
export interface MailPort {
  send(mail: Mail): Promise<void>;
}

/** The provider did not take a mail. The message names the provider's reason and holds nothing of the mail. */
export class MailFailure extends Error {
  constructor(
    message: string,
    /** Whether another try later can succeed: too many requests, the provider's own trouble, no answer. */
    readonly retryable: boolean,
    /** Seconds the provider asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'MailFailure';
  }
}
