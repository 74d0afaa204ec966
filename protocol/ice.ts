/** Servers that help two browsers find a way to each other, as `RTCPeerConnection` takes them. */
export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** Answer to a request for them. */
export interface IceServers {
  iceServers: IceServer[];
  /**
   * When the credentials end, ms since epoch: a call that is to last longer asks again before, and sets the new ones on its connection
   * (`setConfiguration`). null where none of the servers needs any.
   */
  until: number | null;
}

/** A browser's place in a meeting of RealtimeKit. `token` opens it for this one person, until the call or broadcast is over. */
export interface MeetingPlace {
  token: string;
}
