/** A number that can be dialled from anywhere: `+` and up to 15 digits (ITU-T E.164). */
export type E164 = `+${string}`;

/** Whether a text is E.164 already, as providers send it. */
export const isE164 = (text: string): text is E164 => /^\+[1-9]\d{6,14}$/.test(text);

/** Whether digits are a short code (3 to 6 of them): it can write to us, and is answered as it is, but nobody dials it from abroad. */
export const isShortCode = (text: string): boolean => /^\d{3,6}$/.test(text);
