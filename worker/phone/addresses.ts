/** Where the provider tells us of things. */

/** One address each; `/hooks/phone/<name>`. */
export type Hook = 'sms' | 'status' | 'voice' | 'screen' | 'accept' | 'connect' | 'dialled' | 'recorded' | 'recording' | 'call';

/** How often Twilio tries again, and after what: answers of 500 and above, and none. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides */
const PATIENT = '#rc=4&rp=5xx,ct,rt';

/** A whole address. What it says in its query, Twilio's signature covers. `host` is PUBLIC_URL. */
export function hookUrl(host: string, hook: Hook, query: Record<string, string>): string {
  const search = new URLSearchParams(query).toString();
  return `${host}/hooks/phone/${hook}${search && `?${search}`}${PATIENT}`;
}
