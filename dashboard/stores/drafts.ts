/** What the browser keeps half-written messages under, before the room's name. */
export const DRAFTS = 'foyer.draft|';
