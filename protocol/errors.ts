/**
 * Every refusal Foyer can give. The code is stable and documented in docs/protocol.md; the message is for people
 * who read logs and network panels, the front ends show their own translated text for the code.
 * `status` is the HTTP status of the problem+json answer (RFC 9457); `close` is the WebSocket close code where
 * the refusal ends the connection.
 */
export const ERRORS = {
  bad_frame: { status: 400, message: 'The frame is not valid JSON of a known shape.' },
  bad_request: { status: 400, message: 'The request is not of the documented shape.' },
  unknown_version: { status: 400, close: 4400, message: 'This protocol version is not spoken here. Reload the page.' },
  hello_first: { status: 400, message: 'The first frame must be hello.' },
  too_large: { status: 413, message: 'That is larger than allowed.' },
  too_many: { status: 429, message: 'Too many requests. Wait a moment and try again.' },
  too_many_sockets: { status: 429, close: 4429, message: 'Too many connections are open for this person.' },
  faulty_client: { status: 400, close: 4400, message: 'Too many faulty frames on this connection.' },
  slow_reader: { status: 408, close: 4408, message: 'This connection does not keep up. Reconnect to resume.' },
  unauthorised: { status: 401, close: 4401, message: 'Sign in, or start anew: this token or session is not valid.' },
  forbidden: { status: 403, close: 4403, message: 'You may not do that.' },
  foreign_origin: { status: 403, close: 4403, message: 'This page is not among the allowed origins.' },
  unknown_site: { status: 404, close: 4404, message: 'There is no site with this key.' },
  not_found: { status: 404, close: 4404, message: 'There is nothing here, or it is not yours.' },
  unknown_file: { status: 404, message: 'This file is not known in this conversation.' },
  unknown_entry: { status: 404, message: 'There is no such entry in this conversation, or it is not yours to change.' },
  empty_text: { status: 422, message: 'A message needs text or a file.' },
  file_type: { status: 415, message: 'Files of this type are not accepted.' },
  file_empty: { status: 422, message: 'The file is empty.' },
  already_taken: { status: 409, message: 'Somebody else already picked up this chat.' },
  not_owner: { status: 409, message: 'Only the operator who owns this chat may do that.' },
  not_waiting: { status: 409, message: 'This chat is not waiting for anybody.' },
  not_open: { status: 409, message: 'This chat is not open.' },
  not_closed: { status: 409, message: 'This can be done when the chat has ended.' },
  not_answered: { status: 409, message: 'Nobody has answered in this chat yet.' },
  already_rated: { status: 409, message: 'This chat has been rated.' },
  no_offer: { status: 409, message: 'This chat is not offered to you any more.' },
  not_online: { status: 409, message: 'That visitor has left.' },
  no_address: { status: 409, message: 'The network address of this visitor is not known.' },
  in_call: { status: 409, message: 'A call is on in this conversation.' },
  no_call: { status: 409, message: 'This call is over.' },
  meeting_time: { status: 422, message: 'A meeting begins in the future, and within a year.' },
  no_meeting: { status: 409, message: 'This meeting is over, or was cancelled.' },
  too_many_meetings: { status: 409, message: 'No more meetings can be scheduled in this room until some are over.' },
  call_full: { status: 409, message: 'This call is full.' },
  in_broadcast: { status: 409, message: 'You are broadcasting on this site already.' },
  no_broadcast: { status: 409, message: 'This broadcast is over, or not for you.' },
  session_over: { status: 410, message: 'This connection to the video server is over. Begin a new one.' },
  archived: { status: 409, message: 'This room is archived: nothing can be added to it.' },
  no_clients: { status: 409, message: 'This room is for colleagues only.' },
  erased: { status: 410, message: 'The visitor deleted this conversation.' },
  blocked: { status: 403, close: 4403, message: 'This conversation has been ended by the operators.' },
  email_taken: { status: 409, message: 'This did not work. If you already have an account, sign in or reset the password.' },
  bad_credentials: { status: 401, message: 'Email or password is wrong.' },
  bad_code: { status: 401, message: 'This code is wrong, too old, or was used already.' },
  step_over: { status: 401, message: 'This sign-in took too long or too many tries. Begin again with the password.' },
  passkey_refused: { status: 401, message: 'This passkey is not known here, or was not confirmed by its person.' },
  factor_needed: { status: 403, close: 4403, message: 'This account asks for a second factor.' },
  factor_changed: { status: 409, message: 'The second factor was changed meanwhile. Load the page again.' },
  weak_password: { status: 422, message: 'The password needs at least 10 characters.' },
  token_used: { status: 410, message: 'This link has expired or was already used.' },
  invitation_expired: { status: 410, message: 'This invitation has expired. Ask for a new one.' },
  other_person: { status: 409, message: 'Somebody else is signed in here. Sign out first.' },
  client_exists: { status: 409, message: 'This person is a client already.' },
  host_taken: { status: 409, message: 'This host name is in use already.' },
  last_owner: { status: 409, message: 'An account needs at least one owner.' },
  last_admin: { status: 409, message: 'A group needs at least one admin.' },
  last_colleague: { status: 409, message: 'A matter needs at least one colleague.' },
  mail_limit: { status: 429, message: 'No more mail goes to this address today.' },
  mail_refused: { status: 409, message: 'This mail cannot be added to its room: its person may not write there, or nothing is in it.' },
  no_device: { status: 409, message: 'This device takes no pushes. Switch them on first.' },
  number_gone: { status: 409, message: 'This number is not the account’s any more: nothing can be sent with it.' },
  not_a_number: { status: 422, message: 'This is no phone number that can be written to or called.' },
  unknown_country: { status: 422, message: 'There is no country with numbers like this.' },
  not_mobile: { status: 422, message: 'This number takes no SMS.' },
  own_number: { status: 422, message: 'This number is one of the account’s own.' },
  opted_out: { status: 409, message: 'They asked to get no more messages of this number.' },
  sms_long: { status: 413, message: 'An SMS has at most 1,600 characters.' },
  sms_final: { status: 409, message: 'What was sent by SMS cannot be changed or deleted.' },
  no_mms: { status: 409, message: 'This number cannot send files.' },
  mms_type: { status: 415, message: 'Files of this type cannot be sent by MMS.' },
  mms_large: { status: 413, message: 'A message takes at most ten files and 5 MB by MMS.' },
  no_own_phone: { status: 409, message: 'No phone of yours is known that could ring first.' },
  call_refused: { status: 502, message: 'The phone network did not take the call.' },
  number_taken: { status: 409, message: 'This number is taken already. Contacts can be merged.' },
  extension_taken: { status: 409, message: 'This extension is a colleague’s already.' },
  no_number: { status: 409, message: 'This account has no number that SMS can be sent from.' },
  forged: { status: 403, message: 'This request is not signed by whom it says it is from.' },
  push_failed: { status: 502, message: 'The push service did not take the push. Try again later.' },
  unavailable: { status: 503, message: 'This part is not answering right now. Nothing is lost; try again.' },
  internal: { status: 500, close: 1011, message: 'Something broke on our side. It has been logged.' },
} as const satisfies Record<string, { status: number; close?: number; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An expected refusal, thrown or returned where a rule says no. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  /** What in particular was wrong, for people; never holds what the client sent. */
  readonly detail: string | undefined;

  constructor(code: ErrorCode, detail?: string) {
    super(detail ?? ERRORS[code].message);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}
