/** Digits of card and account numbers in a draft, hidden before it leaves the browser: ISO/IEC 7812 numbers have 8 to 19 digits. */
export function maskDraft(draft: string): string {
  return draft.replace(/\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{2,4}){3,8}\b|\d(?:[ .-]?\d){7,}/g, (found) => found.replace(/[A-Z\d]/g, '•'));
}
