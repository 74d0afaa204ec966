/** What the mail queue carries. `id` is the idempotency key: the same id is sent once, whatever happens. */
export type MailJob = { id: string; account: string | null } & (
  | { kind: 'welcome'; user: string }
  | { kind: 'verify'; email: string; name: string; url: string }
  | { kind: 'reset'; email: string; name: string; url: string }
  | { kind: 'invitation'; email: string; inviter: string; accountName: string; url: string }
  /** To a client-to-be; `message` is the inviter's own words. */
  | { kind: 'client_invitation'; email: string; inviter: string; company: string; message: string; url: string; language: string }
  /** A link that signs a client in, and one to choose a password. */
  | { kind: 'client_link'; email: string; company: string; url: string; language: string }
  | { kind: 'client_reset'; email: string; company: string; url: string; language: string }
  | { kind: 'snippet'; email: string; site: string; sender: string }
  /** A closed chat: to its category's addresses and to the operators who asked for a copy. */
  | { kind: 'transcript'; room: string; episode: number }
  /** To the visitor who asked for it. */
  | { kind: 'visitor_transcript'; room: string; episode: number; email: string }
  /** An offline form: to the account's owners and admins. */
  | { kind: 'offline_form'; room: string; seq: number; site: string }
  /** An operator's answer to an offline form, while the visitor is away. */
  | { kind: 'offline_answer'; room: string; seq: number }
);
