/** Passkeys: what the browser has to do for it. The library is loaded when somebody wants one. */
import { HttpError, post } from '../http.ts';

type Library = typeof import('@simplewebauthn/browser');
type Made = Parameters<Library['startRegistration']>[0]['optionsJSON'];
type Shown = Parameters<Library['startAuthentication']>[0]['optionsJSON'];

export const hasPasskeys = (): boolean => 'PublicKeyCredential' in window;

/** Makes a passkey on this device; the password proves who asks. Throws `HttpError`, also when the person says no. */
export async function addPasskey(name: string, password: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const optionsJSON = await post<Made>('/me/passkeys/options', { password });
  const response = await startRegistration({ optionsJSON }).catch(refused);
  await post('/me/passkeys', { name, response });
}

/** Signs in with a passkey of this device. Throws like `addPasskey`. */
export async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const optionsJSON = await post<Shown>('/sign-in/passkey/options');
  const response = await startAuthentication({ optionsJSON }).catch(refused);
  await post('/sign-in/passkey', { response });
}

/** Browsers do not tell a page why: cancelled, none here, or taking too long. */
function refused(): never {
  throw new HttpError('passkey_refused');
}
