/**
 * A draft with the digits of card and account numbers hidden, in whatever script and with whatever between them, before it leaves the
 * browser: ISO/IEC 7812 numbers have 8 to 19 digits, ISO 13616 numbers two letters and at most 32 more.
 */
export function maskDraft(draft: string): string {
  return draft.replace(/\b[A-Z]{2}\p{Nd}{2}(?:\s{0,2}[A-Z\p{Nd}]{2,4}){3,8}\b|\p{Nd}(?:[\s\p{Pd}\p{Cf}./_*]{0,3}\p{Nd}){7,}/gu, (found) =>
    found.replace(/[A-Z\p{Nd}]/gu, '•'),
  );
}
