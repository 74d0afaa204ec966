/** Addresses that leave the Worker. `host` is PUBLIC_URL. */

/** An operator's photo; whole, because visitors' pages are on other origins. */
export const photoUrl = (host: string, key: string): string => `${host}/f/${key}`;

export const verifyUrl = (host: string, token: string): string => `${host}/api/verify?token=${token}`;
export const resetUrl = (host: string, token: string): string => `${host}/app/reset?token=${token}`;
export const invitationUrl = (host: string, token: string): string => `${host}/app/invitation?token=${token}`;
