/** Plays a phone that calls, for `/dev/phone`: does with our answers what Twilio would, and tells what it would. */

/** Asks one of our addresses, whole or its name alone; answers TwiML. */
export type Tell = (address: string, fields: Record<string, string>) => Promise<string>;

export interface PlayedCall {
  /** The provider's id of the call. */
  sid: string;
  from: string;
  to: string;
  /** How many phones ring before one is taken; null: nobody takes it. */
  takenAt: number | null;
  /** What is said after the tone, as the provider keeps it; null: the caller hangs up. */
  recording: { sid: string; url: string; seconds: number } | null;
}

/** More phones than ring for any number. */
const MOST = 50;

/** A call from outside to an own number, until it is over. Tells how it went. */
export async function playIncoming(
  tell: Tell,
  { sid, from, to, takenAt, recording }: PlayedCall,
): Promise<'taken' | 'recorded' | 'missed'> {
  const call = { CallSid: sid, From: from, To: to, Direction: 'inbound' };
  let xml = await tell('voice', { ...call, CallStatus: 'ringing' });
  let outcome: 'taken' | 'recorded' | 'missed' = 'missed';
  for (let rung = 0; rung < MOST; rung++) {
    const dial = attributesOf(xml, 'Dial');
    if (!dial) break;
    if (rung === takenAt) {
      const screen = attributesOf(xml, 'Number')?.url;
      const asked = screen ? attributesOf(await tell(screen, call), 'Gather') : null;
      if (asked?.action) await tell(asked.action, { ...call, Digits: '1' });
      outcome = 'taken';
      xml = await tell(dial.action ?? '', { ...call, DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '30' });
    } else xml = await tell(dial.action ?? '', { ...call, DialCallStatus: 'no-answer' });
  }
  const record = attributesOf(xml, 'Record');
  if (record && recording) {
    outcome = 'recorded';
    await tell(record.action ?? '', call);
    await tell(record.recordingStatusCallback ?? '', {
      CallSid: sid,
      RecordingSid: recording.sid,
      RecordingUrl: recording.url,
      RecordingStatus: 'completed',
      RecordingDuration: `${recording.seconds}`,
    });
  }
  await tell('call', { ...call, CallStatus: 'completed', CallDuration: '30' });
  return outcome;
}

/** A call that began here: the own phone rings, a key connects it, the other party takes it or not. */
export async function playOutgoing(
  tell: Tell,
  call: { sid: string; id: string; own: string; number: string; other: string; taken: boolean },
) {
  const { sid, id, own, number, other, taken } = call;
  const fields = { CallSid: sid, From: number, To: own, Direction: 'outbound-api' };
  const about = `?${new URLSearchParams({ id, number, other })}`;
  await tell(`call${about}`, { ...fields, CallStatus: 'ringing' });
  const dial = attributesOf(await tell(`connect${about}`, { ...fields, Digits: '1' }), 'Dial');
  const talk: Record<string, string> = taken
    ? { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '30' }
    : { DialCallStatus: 'no-answer' };
  if (dial?.action) await tell(dial.action, { ...fields, ...talk });
  await tell(`call${about}`, { ...fields, CallStatus: 'completed', CallDuration: '40' });
}

/** Attributes of the first element of a name in TwiML that we made; null without one. */
function attributesOf(xml: string, name: string): Record<string, string> | null {
  const head = new RegExp(`<${name}(\\s[^>]*)?>`).exec(xml);
  if (!head) return null;
  return Object.fromEntries([...(head[1] ?? '').matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key, plain(value ?? '')]));
}

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const plain = (text: string): string => text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => CHARACTERS[name]!);
