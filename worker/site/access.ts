/** Who may see whose chats. Chats with an advertiser's listing are the advertiser's own; all others are the account's. Pure. */

/** What an operator may see. */
export interface Access {
  /** Owners and admins see everything. */
  admin: boolean;
  /** Answers only the listings of their own advertisers. */
  listingsOnly: boolean;
  /** Advertisers they answer for. */
  advertisers: readonly string[];
}

/** Whether an operator may see chats and visitors of this advertiser, or, without one, those of the site. */
export const maySee = ({ admin, listingsOnly, advertisers }: Access, advertiser: string | undefined): boolean =>
  admin || (advertiser === undefined ? !listingsOnly : advertisers.includes(advertiser));

/** Whether an operator may know of a colleague: who answers only their own listings knows those who share them, and owners and admins. */
export const mayKnow = ({ listingsOnly, advertisers }: Access, other: Access): boolean =>
  !listingsOnly || other.admin || other.advertisers.some((one) => advertisers.includes(one));
