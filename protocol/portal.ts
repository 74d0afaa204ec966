/** Shapes of the client portal's JSON over HTTP: under `/api/portal/:account` for clients, `/api/clients` and `/api/portal-settings` for operators. */

/** Languages that the portal and its mails have. */
export const PORTAL_LANGUAGES = ['en', 'es'] as const;
export type PortalLanguage = (typeof PORTAL_LANGUAGES)[number];

/** What anybody may know of a portal: `GET /api/portal/:account`. Also in the page itself, with `base`. */
export interface Branding {
  account: string;
  name: string;
  /** Address of the logo, on the portal's own host. */
  logo?: string;
  /** `#rrggbb`; absent: the default. */
  colour?: string;
}

/** What the Worker writes into the portal's page. `base` is what its addresses begin with: empty on a host of its own. */
export interface PortalPage extends Branding {
  base: string;
}

/** A page of the portal, below its address, as links in mails lead there: no way out of the portal, and no host. */
export const PORTAL_PLACE = /^\/(?!\/)(?!.*\.\.)[\w\-./~%?=&+]{0,400}$/;

/** A place that came from an address; the portal's first page for anything else. */
export const portalPlace = (asked: string | undefined): string => (asked !== undefined && PORTAL_PLACE.test(asked) ? asked : '/');

/** `GET /api/portal/:account/activation/:token`: what the page behind an invitation shows. */
export interface Activation {
  email: string;
  name: string;
  /** Somebody has signed in with this address before, here or at another company: no password is asked for. */
  known: boolean;
  /** Address of another client who is signed in here at the moment. */
  signedInAs?: string;
}

/** `GET|PATCH /api/portal/:account/me` */
export interface PortalMe {
  /** Id of the client, without `c_`. */
  id: string;
  name: string;
  email: string;
  /** BCP 47; empty: like the browser. */
  language: string;
  /** IANA; empty: not known. */
  timeZone: string;
  /** A password is set; else the person signs in by link. */
  password: boolean;
  /** No mail of unread messages from any room, and the rooms that are muted by themselves. */
  mutes: MailMutes;
}

/** `GET|PUT /api/mail-mutes` of operators. */
export interface MailMutes {
  all: boolean;
  rooms: string[];
}

/** `GET /api/clients` answers `{clients, next?}`. */
export interface ClientInfo {
  id: string;
  email: string;
  name: string;
  state: 'invited' | 'active' | 'removed';
  invitedAt: number;
  /** When the invitation's link ends, while it was not used. */
  expiresAt?: number;
  activatedAt?: number;
  removedAt?: number;
}

export interface ClientList {
  clients: ClientInfo[];
  /** Pass as `after` for the next page. */
  next?: string;
}

/** `GET|PUT /api/portal-settings`; owners and admins only. */
export interface PortalSettings {
  /** Shown in place of the account's name when not empty. */
  title: string;
  /** `#rrggbb`; empty: the default. */
  colour: string;
  /** Host name at which the portal answers too; empty for none. */
  host: string;
  /** Minutes after the first unread message of a room at which its mail goes out. */
  digestMinutes: number;
}

export interface PortalSettingsInfo extends PortalSettings {
  accountName: string;
  logo?: string;
  /** Address of the portal by its path, and what a host of its own has to be pointed at. */
  url: string;
  target: string;
}

/** Bounds of `digestMinutes`, and what it is until somebody sets it. */
export const DIGEST_MINUTES = { min: 5, max: 1440, usual: 30 } as const;
