/** What the library of sign-in refuses, told as our refusals. Import lazily, as auth.ts. */
import { isAPIError } from 'better-auth/api';
import { ERRORS, type ErrorCode, Refusal } from '../../protocol/errors.ts';

/** The library's refusals in our words; what is not listed is our bug. */
const CODES: Record<string, ErrorCode> = {
  USER_ALREADY_EXISTS: 'email_taken',
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: 'email_taken',
  FAILED_TO_CREATE_USER: 'email_taken',
  INVALID_EMAIL_OR_PASSWORD: 'bad_credentials',
  INVALID_PASSWORD: 'bad_credentials',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'bad_credentials',
  INVALID_EMAIL: 'bad_request',
  PASSWORD_TOO_SHORT: 'weak_password',
  PASSWORD_TOO_LONG: 'bad_request',
  INVALID_TOKEN: 'token_used',
  TOKEN_EXPIRED: 'token_used',
  USER_NOT_FOUND: 'token_used',
  INVALID_CODE: 'bad_code',
  INVALID_BACKUP_CODE: 'bad_code',
  ACCOUNT_TEMPORARILY_LOCKED: 'too_many',
  INVALID_TWO_FACTOR_COOKIE: 'step_over',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'step_over',
  TOTP_ALREADY_ENABLED: 'factor_changed',
  TOTP_NOT_ENABLED: 'factor_changed',
  TWO_FACTOR_NOT_ENABLED: 'factor_changed',
  BACKUP_CODES_NOT_ENABLED: 'factor_changed',
  CHALLENGE_NOT_FOUND: 'passkey_refused',
  PASSKEY_NOT_FOUND: 'passkey_refused',
  AUTHENTICATION_FAILED: 'passkey_refused',
  FAILED_TO_VERIFY_REGISTRATION: 'passkey_refused',
  YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY: 'passkey_refused',
};

/** Runs a call into better-auth and turns its errors into refusals. */
export async function refusing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const code = isAPIError(error) ? CODES[String(error.body?.code)] : undefined;
    if (code && code in ERRORS) throw new Refusal(code);
    throw error;
  }
}
