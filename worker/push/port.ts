/** A device that takes pushes, as its browser told (https://www.w3.org/TR/push-api/). Keys are base64url. */
export interface Device {
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface Push {
  /** JSON of a PushPayload. */
  data: string;
  /** Replaces what the push service still holds under the same one; at most 32 of base64url (RFC 8030, section 5.4). */
  topic: string;
  urgency: 'normal' | 'high';
  /** Seconds the push service keeps it for a device it cannot reach. */
  ttl: number;
}

/** Hands a push to the device's push service. Resolves when that has accepted it; throws `PushFailure` when it has not. */
export interface PushPort {
  send(device: Device, push: Push): Promise<void>;
}

/** The push service did not take a push. The message holds its status, nothing of the push or the device. */
export class PushFailure extends Error {
  constructor(
    message: string,
    /** `gone`: the device will never take one again. `later`: another try can succeed. `refused`: neither. */
    readonly reason: 'gone' | 'later' | 'refused',
    /** Seconds the push service asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(message);
    this.name = 'PushFailure';
  }
}
