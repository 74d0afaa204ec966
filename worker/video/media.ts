/** Media at the SFU: the session that sends them, and its tracks. */
export interface Media {
  session: string;
  tracks: { mid: string; name: string }[];
}
